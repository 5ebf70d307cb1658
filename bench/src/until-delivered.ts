import { setTimeout as later } from 'node:timers/promises';
import { budgets } from '../budgets.js';
import type { Contestant } from '../shared/bench-page.js';
import type { Measurement } from './bench.js';
import { openPage } from './browser.js';
import { inRounds, without } from './rounds.js';
import { toRow } from './row.js';
import { whenTrue } from './when-true.js';

const events = 1_000;
/** For what comes after the delivery, and for the contestants that deliver nothing. */
const aftermathMs = 2_000;

/** Main-thread CPU time on a page just opened, from the first push until the collector has all events. */
export const untilDelivered: Measurement = async ({ knobs, server }) => {
  const measure = async (contestant: Contestant): Promise<number> => {
    const page = await openPage(server.url);
    await page.call('open', { flushDelayMs: 200 });
    await later(aftermathMs);
    server.reset();
    const before = await page.mainThreadMs();
    await page.call('pushBursts', contestant, 1, events);
    if (contestant === 'ours') await whenTrue(() => server.received.events >= events);
    await later(aftermathMs);
    const spent = (await page.mainThreadMs()) - before;
    await page.close();
    return spent;
  };
  const figures = await inRounds(knobs.rounds, ['empty', 'ours'], measure);
  return [
    toRow({
      quantity: 'main-thread CPU until 1,000 events are delivered, fresh page',
      unit: 'ms',
      ours: without(figures.empty, figures.ours),
      budget: budgets.mainThreadUntilDelivered,
    }),
  ];
};
