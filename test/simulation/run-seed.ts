import { act, openTab, type Run } from './actions.js';
import { createChance } from './chance.js';
import { endRun } from './end-phase.js';
import type { Violation } from './facts.js';
import { drawScenario } from './scenario.js';
import { createWorld } from './world.js';

/** What came of one seed. */
export interface Outcome {
  seed: number;
  /** Of everything that happened: the same seed gives the same hash (I14). */
  hash: string;
  violation: Violation | undefined;
  /** The last lines of what happened. */
  tail: readonly string[];
  pushes: number;
  events: number;
  runningMs: number;
}

/** Runs one world from its first push to its last delivery. @param onLine told of every line of the trace. */
export async function runSeed(seed: number, onLine?: (line: string) => void): Promise<Outcome> {
  const chance = createChance(seed);
  const scenario = drawScenario(chance);
  const world = createWorld(chance, scenario.settings, scenario.hasLocks, onLine);
  Object.defineProperty(globalThis, 'localStorage', { value: world.storage.local, configurable: true, writable: true });
  const { clock, ledger, network, trace } = world;
  trace.add(`seed ${seed} ${JSON.stringify(scenario)}`);
  const { weather, maxBodyBytes, asksAgain } = scenario;
  Object.assign(network, { weather, maxBodyBytes, asksAgain });
  const run: Run = { world, scenario, tabs: [] };
  openTab(run);
  for (let step = 0; step < scenario.steps && !ledger.violation(); step++) {
    await clock.pass(chance.magnitude(1, scenario.maxPauseMs) - 1);
    await act(run, chance.weighted(scenario.actions));
    await clock.settle();
  }
  if (!ledger.violation()) await endRun(run);
  const pushes = [...ledger.pages.values()].reduce((sum, page) => sum + page.pushes.length, 0);
  return {
    seed,
    hash: trace.hash(),
    violation: ledger.violation(),
    tail: trace.tail(),
    pushes,
    events: clock.events(),
    runningMs: clock.running(),
  };
}
