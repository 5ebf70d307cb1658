import { attempt } from './attempt.js';

/** What another party has put at `window.igEvents`, Intelligems' own client above all. */
export interface ForeignFacade {
  push(item: unknown): unknown;
}

/** Whether events can be handed to it. */
export function isForeignFacade(value: unknown): value is ForeignFacade {
  return attempt(() => !Array.isArray(value) && typeof Reflect.get(Object(value), 'push') === 'function', false);
}
