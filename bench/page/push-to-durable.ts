import type { Contestant } from '../shared/bench-page.js';
import { type ShopEvent, shopEvents } from '../shared/shop-event.js';
import { bareWorkers, nextMessage, whenReady } from './bare-workers.js';
import { library, whenDurable } from './library.js';
import { later } from './tasks.js';

const gapMs = 12;

export async function pushToDurable(contestant: Contestant, pushes: number): Promise<number[]> {
  if (contestant === 'floor') await whenReady(bareWorkers.oneRow());
  const store = contestant === 'floor' ? storeBare : storeByLibrary;
  const times: number[] = [];
  for (const event of shopEvents(pushes, pushes)) {
    await later(gapMs);
    const startedAt = performance.now();
    await store(event);
    times.push(performance.now() - startedAt);
  }
  return times;
}

async function storeBare(event: ShopEvent): Promise<void> {
  const worker = bareWorkers.oneRow();
  const stored = nextMessage(worker);
  worker.postMessage(JSON.stringify(event));
  await stored;
}

async function storeByLibrary(event: ShopEvent): Promise<void> {
  void library().push(event);
  await whenDurable();
}
