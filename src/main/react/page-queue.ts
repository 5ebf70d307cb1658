import type { EventInput } from '../../shared/event.js';

/** Pushes to whatever stands at `window.igEvents`; where nothing can be pushed to, a stub is put there for a pipeline to come. */
export function pushToQueue(events: readonly EventInput[]): void {
  const found: unknown = window.igEvents;
  const queue = canPush(found) ? found : createStub();
  if (queue !== found) Reflect.set(window, 'igEvents', queue);
  queue.push(...events);
}

interface Queue {
  push(...events: EventInput[]): unknown;
}

/** An element with the id `igEvents` shows up there, too. */
function canPush(found: unknown): found is Queue {
  return typeof found === 'object' && found !== null && typeof Reflect.get(found, 'push') === 'function';
}

/** As the snippet's: `calls` tell the pipeline time and page of each push, and any other reader finds an array of events. */
function createStub(): Queue {
  const events: EventInput[] = [];
  const calls: unknown[][] = [];
  return Object.assign(events, {
    calls,
    push(...added: EventInput[]) {
      for (const event of added) calls.push([event, Date.now(), document.URL, document.referrer, document.title]);
      return Array.prototype.push.apply(events, added);
    },
  });
}
