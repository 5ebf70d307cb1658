import { setTimeout as later } from 'node:timers/promises';
import { budgets } from '../budgets.js';
import type { Bench, Measurement } from './bench.js';
import { openPage } from './browser.js';
import { toRow } from './row.js';
import { whenTrue } from './when-true.js';

const million = 1_000_000;
const burst = 1_000;
/** Bursts until the page waits for all to be delivered. */
const atOnce = 20;
/** Bursts before the first look: whatever is made once has been made then. */
const warmUp = 100;
/** For what comes after the last delivery. */
const aftermathMs = 2_000;

/** What the page and the worker hold after a million pushes more than before, when all of them are delivered. One run: it takes minutes. */
export const heapGrowth: Measurement = async ({ server }) => {
  const page = await openPage(server.url);
  await page.call('open', { flushDelayMs: 200 });
  const before = await heldAfter(page, server, warmUp);
  const after = await heldAfter(page, server, million / burst);
  await page.close();
  return [
    toRow({
      quantity: 'memory that page and worker hold after 1,000,000 delivered pushes, above what they held before',
      unit: 'MiB',
      ours: [(after - before) / 1_048_576],
      budget: budgets.heapGrowth,
    }),
  ];
};

async function heldAfter(page: Awaited<ReturnType<typeof openPage>>, server: Bench['server'], bursts: number): Promise<number> {
  server.reset();
  // No more at once than the page may hold before it is durable, and no backlog: it is not what is measured.
  for (let pushed = atOnce; pushed <= bursts; pushed += atOnce) {
    await page.call('ingest', 'ours', atOnce, burst);
    await whenTrue(() => server.received.events >= pushed * burst);
  }
  await later(aftermathMs);
  return page.call('heapBytes');
}
