import type { Environment } from '../../src/worker/environment.js';

/** Surroundings under the test's control: time stands still until it is moved, chance is seeded, identifiers are counted. */
export interface ManualClock extends Environment {
  /** Lets time pass and runs what falls due on the way, in order. */
  advance(ms: number): void;
  /** Sets the wall clock forward or back; timers count running time and do not notice. */
  jump(ms: number): void;
  /** Lets time pass until the next timer and runs it. False when there is none. */
  runNext(): boolean;
  /** Time until each timer, ms, the nearest first. */
  waits(): number[];
}

interface Timer {
  at: number;
  task: () => void;
}

/** A Monday in June 2026. */
export const startOfTime: number = Date.UTC(2026, 5, 1, 12);

export function createManualClock({
  now = startOfTime,
  random = seededRandom(1),
  newId = (n: number): string => n.toString(16).padStart(32, '0'),
} = {}): ManualClock {
  let running = 0;
  let wall = now;
  let ids = 0;
  let timers: Timer[] = [];

  function pass(ms: number): void {
    running += ms;
    wall += ms;
  }

  function next(): Timer | undefined {
    return timers.toSorted((one, other) => one.at - other.at)[0];
  }

  function run(timer: Timer): void {
    timers = timers.filter((each) => each !== timer);
    pass(Math.max(0, timer.at - running));
    timer.task();
  }

  return {
    now: () => wall,
    random,
    newId: () => newId(ids++),
    schedule(task, ms) {
      const timer = { at: running + ms, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    advance(ms) {
      const end = running + ms;
      for (let timer = next(); timer && timer.at <= end; timer = next()) run(timer);
      pass(end - running);
    },
    jump(ms) {
      wall += ms;
    },
    runNext() {
      const timer = next();
      if (timer) run(timer);
      return timer !== undefined;
    },
    waits: () => timers.map(({ at }) => at - running).sort((one, other) => one - other),
  };
}

/** Mulberry32: uniform in [0, 1), the same row of numbers for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
