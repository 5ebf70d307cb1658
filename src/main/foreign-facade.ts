import { attempt } from './attempt.js';

/** What another party has put at `window.igEvents`, Intelligems' own client above all. */
export interface ForeignFacade {
  push(item: unknown): unknown;
}

/** Whether events can be handed to it. */
export function isForeignFacade(value: unknown): value is ForeignFacade {
  return attempt(() => !Array.isArray(value) && typeof Reflect.get(Object(value), 'push') === 'function', false);
}

/** Hands an event to it, whatever it does. @param text JSON text of a `CapturedEvent`. */
export function handOn(facade: ForeignFacade, text: string): void {
  const { item } = JSON.parse(text);
  // Null is what the shop's own hook has dropped, among others.
  if (item !== null) attempt(() => void Promise.resolve(facade.push(item)).catch(() => {}));
}
