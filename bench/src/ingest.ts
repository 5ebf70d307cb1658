import { budgets } from '../budgets.js';
import type { Contestant } from '../shared/bench-page.js';
import type { Measurement } from './bench.js';
import { openPage } from './browser.js';
import { inRounds } from './rounds.js';
import { toRow } from './row.js';

const bursts = 20;
const size = 1_000;

/** From the first push to the last commit, against rows of the same size whose text was ready. */
export const ingest: Measurement = async ({ knobs, server }) => {
  const page = await openPage(server.url);
  await page.call('open');
  const measure = async (contestant: Contestant): Promise<number> =>
    (bursts * size * 1_000) / (await page.call('ingest', contestant, bursts, size));
  for (const contestant of ['ours', 'floor'] as const) await measure(contestant);
  const { floor, ours } = await inRounds(knobs.rounds, ['floor', 'ours'], measure);
  await page.close();
  return [
    toRow({
      quantity: 'ingest, bursts of 1,000, push to commit',
      unit: 'events/s',
      floorIs: 'rows of 1,000 ready texts, written raw',
      floor,
      ours,
      budget: budgets.ingest,
    }),
  ];
};
