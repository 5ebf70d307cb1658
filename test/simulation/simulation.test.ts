import { describe, expect, it } from 'vitest';
import { failureReport } from './failure-report.js';
import { keptSeeds } from './kept-seeds.js';
import { runSeed } from './run-seed.js';

/** Seeds per push; `npm run simulate` runs as many as wanted. */
const seeds = 2_000;
/** Worlds of one test: small enough to say where it is when it is slow. */
const group = 250;

describe('simulation', () => {
  for (let from = 1; from <= seeds; from += group) {
    it(`keeps every promise in the worlds of the seeds ${from} to ${from + group - 1}`, { timeout: 120_000 }, async () => {
      for (let seed = from; seed < from + group; seed++) {
        const outcome = await runSeed(seed);
        expect(outcome.violation, failureReport(outcome)).toBeUndefined();
      }
    });
  }

  it.each(keptSeeds)('keeps every promise in world $seed, where once $found', async ({ seed }) => {
    const outcome = await runSeed(seed);
    expect(outcome.violation, failureReport(outcome)).toBeUndefined();
  });

  it('runs the same world in the same way twice', async () => {
    for (const seed of [1, 2, 3, 5, 8, 13]) expect((await runSeed(seed)).hash).toBe((await runSeed(seed)).hash);
  });
});
