import type { ForeignGlobal } from '../shared/settings.js';
import { isFacade } from './facade.js';
import { isForeignFacade } from './foreign-facade.js';
import type { PageQueue } from './page-core.js';
import { defineQueue } from './queue-takeover.js';
import { takeStub } from './stub.js';
import type { Tee } from './tee.js';

export interface ForeignQueueParts {
  facade: { push(...items: never[]): unknown };
  queue: PageQueue;
  foreign: ForeignGlobal;
  tee: Tee;
  /** Told, as a sentence, what may keep pushes to `window.igEvents` from the pipeline. */
  onTaken(message: string): void;
}

/** Serves what other scripts have put at `window.igEvents`, or put there later. */
export function serveForeignQueue({ facade, queue, foreign, tee, onTaken }: ForeignQueueParts): void {
  function assign(value: unknown): void {
    if (isFacade(value)) return;
    if (Array.isArray(value)) takeStub(value, facade, queue.push);
    else if (!isForeignFacade(value)) onTaken(`window.igEvents was set to a ${typeof value}.`);
    else if (foreign === 'off') defineQueue({ value, writable: true });
    else if (foreign === 'tee') tee.adopt(value);
  }

  queue.assign = assign;
  for (const value of queue.assigned.splice(0)) assign(value);
  const descriptor = Object.getOwnPropertyDescriptor(window, 'igEvents');
  const stands: unknown = descriptor?.value;
  if (stands === facade) onTaken('window.igEvents cannot be watched; was it declared by var?');
  const watched: unknown = Reflect.get(window, 'igEvents');
  if (watched !== facade && isFacade(watched)) onTaken('window.igEvents belongs to another pipeline.');
}
