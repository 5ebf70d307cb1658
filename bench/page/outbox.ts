import type { Contestant } from '../shared/bench-page.js';
import { burstSeed, createShopper } from '../shared/shop-event.js';
import { bareWorkers, nextMessage } from './bare-workers.js';
import { library, whenDurable } from './library.js';

/** The library's database for its default site. */
const databaseName = 'igevents:default';
const burstSize = 1_000;
const eventsPerView = 8;

/** Stores the events of one visitor after the other, each of whom looks at several pages. */
export async function fill(events: number, seed: number): Promise<number> {
  let bytes = 0;
  let left = events;
  for (let burst = 0; left > 0; burst++) {
    const next = createShopper(burstSeed(seed, burst));
    const size = Math.min(left, burstSize);
    for (let index = 0; index < size; index++) {
      const event = next();
      if (index % eventsPerView === 0) visit(seed + burst * burstSize + index);
      bytes += JSON.stringify(event).length;
      void library().push(event);
    }
    left -= size;
    await whenDurable();
  }
  return bytes / events;
}

/** A view of a single-page shop. */
function visit(number: number): void {
  const page = ['merino-crew-neck', 'canvas-tote', 'trail-runner', 'linen-shirt', 'rain-shell'][number % 5] ?? '';
  history.replaceState(null, '', `/products/${page}-${number}?variant=${41_000_000 + number * 7}`);
  document.title = `${page.replaceAll('-', ' ')} – Example Shop`;
}

export async function drain(contestant: Contestant): Promise<number> {
  if (contestant === 'floor') {
    const worker = bareWorkers.bareDrain();
    const drained = nextMessage(worker);
    worker.postMessage(databaseName);
    return Number(await drained);
  }
  const startedAt = performance.now();
  const result = await library().flush();
  if (result?.pending !== 0) throw new Error(`The drain ended with ${JSON.stringify(result)}.`);
  return performance.now() - startedAt;
}

export async function storedBytes(): Promise<number> {
  const { usage } = await navigator.storage.estimate();
  return usage ?? 0;
}
