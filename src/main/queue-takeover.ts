import type { ForeignGlobal } from '../shared/settings.js';
import { attempt } from './attempt.js';
import { isFacade, retireFacade } from './facade.js';
import { readStub, redirectStub, type Stamp, type Stub } from './stub.js';
import { isForeignFacade, type Tee } from './tee.js';

export interface QueueTakeoverParts {
  facade: { push(...items: never[]): unknown };
  /** Takes an item that was pushed before, or to an array. */
  push(item: unknown, stamp?: Stamp): void;
  /** What is done with a facade of another library: it is served, too, replaced, or `window.igEvents` is left to it. */
  foreign: ForeignGlobal;
  /** Serves it. */
  tee: Tee;
  /** Told, as a sentence, what may keep pushes to `window.igEvents` from the pipeline. */
  onTaken(message: string): void;
}

const name = 'igEvents';

/**
 * Puts the facade at `window.igEvents`, as an accessor: pages write `window.igEvents = window.igEvents || []` before each push, and
 * Intelligems' hook assigns a facade of its own at each run. Pushes what was collected there before, in order, each once. Never throws.
 *
 * @returns to be called when the pipeline has ended: the next one takes the facade for a stub.
 */
export function takeOverQueue({ facade, push, foreign, tee, onTaken }: QueueTakeoverParts): () => void {
  attempt(install, undefined);
  return () => retireFacade(facade, tee.facade());

  function install(): void {
    // Also an element with this id, which is no stub and no facade.
    const found: unknown = attempt(() => window[name], undefined);
    const stub = readStub(found);
    if (isFacade(found)) onTaken('window.igEvents belongs to another pipeline.');
    else if (foreign !== 'off' || !stub.foreign) installOver(found, stub);
    else leaveTo(stub.foreign);
  }

  function installOver(found: unknown, stub: Stub): void {
    if (!define({ get: () => facade, set: (value: unknown) => attempt(() => onAssigned(value), undefined) })) {
      attempt(() => Reflect.set(window, name, facade), undefined);
      onTaken('window.igEvents cannot be watched; was it declared by var?');
    }
    // A facade that is there has got already what the stub holds.
    if (foreign === 'tee' && !stub.foreign) tee.start();
    take(found, stub);
    if (foreign === 'tee' && stub.foreign) tee.adopt(stub.foreign);
    dispatchEvent(new Event('igevents:ready'));
  }

  function onAssigned(value: unknown): void {
    if (isFacade(value)) return;
    if (Array.isArray(value)) take(value, readStub(value));
    else if (!isForeignFacade(value)) onTaken(`window.igEvents was set to a ${typeof value}.`);
    else if (foreign === 'tee') tee.adopt(value);
    else if (foreign === 'off') leaveTo(value);
  }

  function take(found: unknown, { calls }: Stub): void {
    if (Array.isArray(found)) redirectStub(found, (...items) => void facade.push(...items));
    for (const { item, stamp } of calls) push(item, stamp);
  }
}

function leaveTo(value: unknown): void {
  define({ value, writable: true });
}

function define(descriptor: PropertyDescriptor): boolean {
  return Reflect.defineProperty(window, name, { ...descriptor, configurable: true, enumerable: true });
}
