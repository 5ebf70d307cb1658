/** How much is measured: for a small run, all of it can be turned down from the environment. */
export interface Knobs {
  /** BENCH_EVENTS: pending events of the drain. */
  events: number;
  /** BENCH_ROUNDS: rounds of each measurement. */
  rounds: number;
  /** BENCH_PUSHES: lone pushes per round and contestant. */
  pushes: number;
  /** BENCH_ONLY: names of measurements, separated by commas; empty for all. */
  only: string[];
}

export function readKnobs(environment: NodeJS.ProcessEnv): Knobs {
  const { BENCH_EVENTS, BENCH_ROUNDS, BENCH_PUSHES, BENCH_ONLY } = environment;
  return {
    events: toCount('BENCH_EVENTS', BENCH_EVENTS ?? '100000'),
    rounds: toCount('BENCH_ROUNDS', BENCH_ROUNDS ?? '5'),
    pushes: toCount('BENCH_PUSHES', BENCH_PUSHES ?? '120'),
    only: (BENCH_ONLY ?? '').split(',').filter(Boolean),
  };
}

function toCount(name: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`${name} is "${text}"; it must be a whole number from 1.`);
  return count;
}
