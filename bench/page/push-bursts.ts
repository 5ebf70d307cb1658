import type { Contestant, LoopTask } from '../shared/bench-page.js';
import { type ShopEvent, shopEvents } from '../shared/shop-event.js';
import { bareWorkers } from './bare-workers.js';
import { pushJoined } from './joined-post.js';
import { library } from './library.js';
import { later, nextTask } from './tasks.js';

/** Between bursts, for everything that a burst leaves to later tasks. */
const gapMs = 60;
/** After the loop, for a long task of its aftermath. */
const aftermathMs = 2_000;

export async function pushBursts(contestant: Contestant, bursts: number, size: number): Promise<void> {
  const push = pushers[contestant];
  bareWorkers.echo();
  const events = shopEvents(size, size);
  for (let burst = 0; burst < bursts; burst++) {
    await later(gapMs);
    for (const event of events) push(event);
  }
  await later(gapMs);
}

export async function pushLoop(contestant: Contestant, count: number): Promise<LoopTask> {
  const push = pushers[contestant];
  bareWorkers.echo();
  const events = shopEvents(count, count);
  await later(aftermathMs / 2);
  let longTaskMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTaskMs = Math.max(longTaskMs, duration);
  });
  observer.observe({ type: 'longtask' });
  await nextTask();
  const startedAt = performance.now();
  for (const event of events) push(event);
  // The library's microtask was queued before this one.
  await Promise.resolve();
  const loopMs = performance.now() - startedAt;
  await later(aftermathMs);
  observer.disconnect();
  return { loopMs, longTaskMs };
}

const pushers: Record<Contestant, (event: ShopEvent) => void> = {
  empty: () => {},
  floor: pushJoined,
  ours: (event) => void library().push(event),
};
