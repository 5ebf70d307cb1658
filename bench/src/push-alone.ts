import { budgets } from '../budgets.js';
import type { Measurement } from './bench.js';
import { openPage } from './browser.js';
import { inRounds, without } from './rounds.js';
import { toRow } from './row.js';

/** What a click handler pays: one push in a task of its own, on a thread that was idle. */
export const pushAlone: Measurement = async ({ knobs, server }) => {
  const page = await openPage(server.url);
  await page.call('open', { flushDelayMs: 200 });
  for (const contestant of ['empty', 'floor', 'ours'] as const) await page.call('pushAlone', contestant, 10);
  const figures = await inRounds(knobs.rounds, ['empty', 'floor', 'ours'], (contestant) =>
    page.call('pushAlone', contestant, knobs.pushes),
  );
  await page.close();
  return [
    toRow({
      quantity: 'push alone in a task, with its microtasks',
      unit: 'µs',
      floorIs: 'postMessage(object)',
      floor: without(figures.empty, figures.floor),
      ours: without(figures.empty, figures.ours),
      budget: budgets.pushAlone,
    }),
  ];
};
