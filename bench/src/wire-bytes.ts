import { gzipSync } from 'node:zlib';
import { budgets } from '../budgets.js';
import { burstSeed, shopEvents } from '../shared/shop-event.js';
import type { Measurement } from './bench.js';
import { openPage } from './browser.js';
import { toRow } from './row.js';

const pageLoads = 30;
const eventsPerLoad = 40;

/** Body bytes on the wire of a visitor's day offline: many page loads, each with its own page views, sent in full batches. */
export const wireBytes: Measurement = async ({ server }) => {
  const page = await openPage(server.url);
  let eventBytes = 0;
  for (let load = 0; load < pageLoads; load++) {
    if (load > 0) await page.reload();
    await page.call('open', { experiments: true });
    eventBytes += (await page.call('fill', eventsPerLoad, load)) / pageLoads;
    if (load < pageLoads - 1) await page.call('close');
  }
  server.reset();
  await page.call('drain', 'ours');
  const { events, bodyBytes, requests } = server.received;
  await page.close();
  const perRequest = Math.round(events / requests);
  return [
    toRow({
      quantity: `wire per event of ${Math.round(eventBytes)} bytes, ${perRequest} in a gzip body`,
      unit: 'bytes',
      floorIs: 'gzip of what was pushed alone: no time, no id, no context',
      floor: [pushedBytes(perRequest)],
      ours: [bodyBytes / events],
      budget: budgets.wireBytes,
    }),
  ];
};

/** Bytes per event when nothing but the pushed items were sent, as many in a body. */
function pushedBytes(perRequest: number): number {
  const texts = Array.from({ length: pageLoads }, (_, load) => shopEvents(burstSeed(load, 0), eventsPerLoad))
    .flat()
    .map((event) => JSON.stringify(event));
  let bytes = 0;
  for (let start = 0; start < texts.length; start += perRequest) bytes += gzipSync(texts.slice(start, start + perRequest).join()).length;
  return bytes / texts.length;
}
