import type { Contestant } from '../shared/bench-page.js';
import { type ShopEvent, shopEvents } from '../shared/shop-event.js';
import { bareWorkers } from './bare-workers.js';
import { library } from './library.js';
import { later } from './tasks.js';

/** Long enough for the answer to the last push to have come, and for the thread to have been idle for 2 ms since. */
const gapMs = 8;

export async function pushAlone(contestant: Contestant, tasks: number): Promise<number> {
  const push = pushers[contestant]();
  const times: number[] = [];
  for (const event of shopEvents(tasks, tasks)) {
    await later(gapMs);
    times.push(await timed(() => push(event)));
  }
  return 1_000 * interquartileMean(times);
}

const pushers: Record<Contestant, () => (event: ShopEvent) => void> = {
  empty: () => () => {},
  floor: () => {
    const echo = bareWorkers.echo();
    return (event) => echo.postMessage(event);
  },
  ours: () => {
    const client = library();
    return (event) => void client.push(event);
  },
};

/** From the call until the microtasks that it queued have run. */
function timed(run: () => void): Promise<number> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    run();
    queueMicrotask(() => resolve(performance.now() - startedAt));
  });
}

/** The clock ticks in steps of 5 µs: a median would know no finer, and a plain mean would follow the outliers. */
function interquartileMean(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.slice(Math.floor(sorted.length / 4), Math.ceil((sorted.length * 3) / 4));
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
