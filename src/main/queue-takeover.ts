import type { ForeignGlobal } from '../shared/settings.js';
import { attempt } from './attempt.js';
import { isFacade } from './facade.js';
import { readStub, redirectStub, type Stamp } from './stub.js';

export interface QueueTakeoverParts {
  facade: { push(...items: never[]): unknown };
  /** Takes an item that was pushed before, or to an array. */
  push(item: unknown, stamp: Partial<Stamp> & { isOwn: boolean }): void;
  /** `off` leaves `window.igEvents` to a facade of another library. */
  foreign: ForeignGlobal;
  /** Told of a facade of another library that was there before. */
  onFound(value: unknown): void;
  /** Told of what is assigned to `window.igEvents`. */
  onAssigned(value: unknown): void;
}

const name = 'igEvents';

/**
 * Puts the facade at `window.igEvents`, as an accessor: pages write `window.igEvents = window.igEvents || []` before each push, and
 * Intelligems' hook assigns a facade of its own at each run. Pushes what was collected there before, in order, each once. Never throws.
 */
export function takeOverQueue({ facade, push, foreign, onFound, onAssigned }: QueueTakeoverParts): void {
  attempt(() => {
    // Also an element with this id, which is no stub and no facade; or another pipeline's facade, which stays.
    const found: unknown = attempt<unknown>(() => window[name]);
    const { calls, foreign: other } = readStub(found);
    if (isFacade(found)) return;
    if (foreign !== 'off' || !other) {
      defineQueue({ get: () => facade, set: (value: unknown) => attempt(() => onAssigned(value)) }) || Reflect.set(window, name, facade);
      if (Array.isArray(found)) redirectStub(found, (...items) => void facade.push(...items));
      // A facade that is there has got already what the stub holds.
      for (const { item, stamp } of calls) push(item, { ...stamp, isOwn: other !== undefined });
      dispatchEvent(new Event('igevents:ready'));
    }
    if (other) onFound(other);
  });
}

/** @returns false where the page has fixed what stands there. */
export function defineQueue(descriptor: PropertyDescriptor): boolean {
  return Reflect.defineProperty(window, name, { ...descriptor, configurable: true, enumerable: true });
}
