import { budgets } from '../budgets.js';
import type { Measurement } from './bench.js';
import { openPage } from './browser.js';
import { inRounds } from './rounds.js';
import { toRow } from './row.js';
import { quantile } from './statistics.js';

/** The window in which a crash can lose an event: until the page knows that the transaction has completed. */
export const pushToDurable: Measurement = async ({ knobs, server }) => {
  const page = await openPage(server.url);
  await page.call('open');
  for (const contestant of ['floor', 'ours'] as const) await page.call('pushToDurable', contestant, 20);
  const { floor, ours } = await inRounds(knobs.rounds, ['floor', 'ours'], (contestant) =>
    page.call('pushToDurable', contestant, knobs.pushes),
  );
  await page.close();
  return [0.5, 0.95].map((share) =>
    toRow({
      quantity: `push → durable, p${share * 100}`,
      unit: 'ms',
      floorIs: 'post, one raw put, answer after complete',
      floor: floor.map((times) => quantile(times, share)),
      ours: ours.map((times) => quantile(times, share)),
      budget: budgets.pushToDurable,
    }),
  );
};
