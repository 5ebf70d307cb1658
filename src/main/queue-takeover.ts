import type { EventInput } from '../shared/event.js';
import type { IgEvents } from './ig-events.js';

/**
 * Puts the pipeline at `window.igEvents` and pushes what a stub array has collected there, in order, once.
 * Anything else that stands there is left alone; `onTaken` is told what it is.
 */
export function takeOverQueue(client: IgEvents, onTaken: (found: string) => void): void {
  const found: unknown = window.igEvents ?? [];
  if (Array.isArray(found)) {
    window.igEvents = client;
    replay(found, client);
  } else {
    onTaken(typeof found);
  }
}

function replay(stub: unknown[], client: IgEvents): void {
  const push = (item: unknown): void => void client.push(item as EventInput);
  const items = stub.slice();
  try {
    // Emptied, so that nobody replays it again; and whoever kept the array goes on pushing to the pipeline.
    stub.length = 0;
    stub.push = (...later) => {
      later.forEach(push);
      return 0;
    };
  } catch {
    // A frozen stub stays as it is.
  }
  items.forEach(push);
}
