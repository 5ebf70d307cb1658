import { budgets } from '../budgets.js';
import type { Contestant } from '../shared/bench-page.js';
import type { Measurement } from './bench.js';
import { openPage } from './browser.js';
import { inRounds, without } from './rounds.js';
import { toRow } from './row.js';

const bursts = 20;
const size = 1_000;

/** Everything that the main thread does for a burst, tasks that come later included, in CPU time. */
export const pushBurst: Measurement = async ({ knobs, server }) => {
  const page = await openPage(server.url);
  await page.call('open', { flushDelayMs: 200 });
  const measure = async (contestant: Contestant): Promise<number> => {
    const before = await page.mainThreadMs();
    await page.call('pushBursts', contestant, bursts, size);
    return ((await page.mainThreadMs()) - before) * (1_000 / (bursts * size));
  };
  for (const contestant of ['empty', 'floor', 'ours'] as const) await measure(contestant);
  const figures = await inRounds(knobs.rounds, ['empty', 'floor', 'ours'], measure);
  await page.close();
  return [
    toRow({
      quantity: 'push in bursts of 1,000, all main-thread CPU per event',
      unit: 'µs',
      floorIs: 'stringify, one post per task',
      floor: without(figures.empty, figures.floor),
      ours: without(figures.empty, figures.ours),
      budget: budgets.pushBurst,
    }),
  ];
};
