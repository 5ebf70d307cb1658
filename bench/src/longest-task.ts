import { budgets } from '../budgets.js';
import type { Contestant } from '../shared/bench-page.js';
import type { Measurement } from './bench.js';
import { openPage } from './browser.js';
import { inRounds } from './rounds.js';
import { toRow } from './row.js';

const events = 10_000;

/** The longest task around 10,000 pushes in one loop on a fresh page: the loop itself, or one of its aftermath. */
export const longestTask: Measurement = async ({ knobs, server }) => {
  const measure = async (contestant: Contestant): Promise<number> => {
    const page = await openPage(server.url);
    await page.call('open', { flushDelayMs: 200 });
    const { loopMs, longTaskMs } = await page.call('pushLoop', contestant, events);
    await page.close();
    return Math.max(loopMs, longTaskMs);
  };
  const { floor, ours } = await inRounds(knobs.rounds, ['floor', 'ours'], measure);
  return [
    toRow({
      quantity: '10,000 pushes in one loop, fresh page: longest task',
      unit: 'ms',
      floorIs: 'stringify, one post per task',
      floor,
      ours,
      budget: budgets.longestTask,
    }),
  ];
};
