import type { Contestant, RowOrder } from '../shared/bench-page.js';
import { shopEvents } from '../shared/shop-event.js';
import { bareWorkers, nextMessage, whenReady } from './bare-workers.js';
import { library, whenDurable } from './library.js';
import { nextTask } from './tasks.js';

export async function ingest(contestant: Contestant, bursts: number, size: number): Promise<number> {
  return contestant === 'floor' ? writeBare(bursts, size) : pushAll(bursts, size);
}

async function pushAll(bursts: number, size: number): Promise<number> {
  const events = shopEvents(bursts, size);
  const startedAt = performance.now();
  for (let burst = 0; burst < bursts; burst++) {
    await nextTask();
    for (const event of events) void library().push(event);
  }
  await whenDurable();
  return performance.now() - startedAt;
}

async function writeBare(bursts: number, size: number): Promise<number> {
  const worker = bareWorkers.segmentRows();
  await whenReady(worker);
  const storedBytes = await bytesPerStoredEvent();
  const text = shopEvents(bursts, size)
    .map((event) => JSON.stringify(event).padEnd(storedBytes, '-'))
    .join(',\n');
  const written = nextMessage(worker);
  worker.postMessage({ rows: bursts, text } satisfies RowOrder);
  return Number(await written);
}

/** What the library adds to an event before it stores it: the floor must write as much. */
async function bytesPerStoredEvent(): Promise<number> {
  const { outbox } = await library().status();
  if (!outbox?.counters.pending) throw new Error('The library stores first, the floor second.');
  return Math.round(outbox.counters.pendingBytes / outbox.counters.pending);
}
