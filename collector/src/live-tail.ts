import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { StoredEvent } from './read-model.js';
import type { Signal } from './signal.js';
import type { Store } from './store.js';

/** Comments at this rate keep idle connections open through proxies. */
const heartbeatMs = 15_000;
/** Shortest time between two looks at the store, so that a burst costs each viewer few queries; well within a second. */
const paceMs = 50;
const maxEventsPerLook = 500;

/**
 * Every stored event as one SSE message whose id is its position. A viewer reads from the store at its own pace: nothing is
 * buffered for slow ones, and one who reconnects continues where it was.
 *
 * @param committed notified after each commit.
 * @param closing aborted when the collector closes.
 */
export function createLiveTail(store: Store, committed: Signal, closing: AbortSignal): (c: Context) => Response {
  return (c) => {
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      const ended = new AbortController();
      stream.onAbort(() => ended.abort());
      const end = AbortSignal.any([ended.signal, closing]);
      let position = startPosition(c.req.header('last-event-id'), store.lastPosition());
      await stream.write('retry: 1000\n: open\n\n');
      while (!end.aborted) {
        const changed = committed.next();
        const events = await store.events({ after: position, limit: maxEventsPerLook });
        await stream.write(events.map(toMessage).join(''));
        position = events.at(-1)?.position ?? position;
        if (events.length === maxEventsPerLook) continue;
        const hasNews = await whenSettled(changed, heartbeatMs, end);
        if (hasNews) await whenSettled(undefined, paceMs, end);
        else if (!end.aborted) await stream.write(': still here\n\n');
      }
    });
  };
}

/** JSON has no line breaks of its own, so one data line holds it. */
function toMessage(event: StoredEvent): string {
  return `id: ${event.position}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Someone who was away for long continues near the end instead of reading everything. */
function startPosition(lastEventId: string | undefined, lastPosition: number): number {
  if (lastEventId === undefined || !/^\d{1,15}$/.test(lastEventId)) return lastPosition;
  return Math.min(lastPosition, Math.max(Number(lastEventId), lastPosition - maxEventsPerLook));
}

/** Waits for the promise, for at most so long, or for the end. @returns whether it was the promise. */
function whenSettled(promise: Promise<void> | undefined, maxMs: number, end: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    function finish(isPromise: boolean): void {
      clearTimeout(timer);
      end.removeEventListener('abort', onEnd);
      resolve(isPromise);
    }
    const onEnd = (): void => finish(false);
    const timer = setTimeout(onEnd, maxMs);
    end.addEventListener('abort', onEnd, { once: true });
    void promise?.then(() => finish(true));
  });
}
