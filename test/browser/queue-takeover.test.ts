import { afterEach, describe, expect, it } from 'vitest';
import { createFacade, retireFacade } from '../../src/main/facade.js';
import { serveForeignQueue } from '../../src/main/foreign-queue.js';
import type { PageQueue } from '../../src/main/page-core.js';
import { takeOverQueue } from '../../src/main/queue-takeover.js';
import type { Stamp } from '../../src/main/stub.js';
import { createTee } from '../../src/main/tee.js';
import { takeUrlId } from '../../src/main/url-id.js';
import type { ForeignGlobal } from '../../src/shared/settings.js';

/** `window.igEvents` as a page may use it that knows nothing of types. */
const at = {
  get: (): unknown => window.igEvents,
  set: (value: unknown): boolean => Reflect.set(window, 'igEvents', value),
  push: (...items: unknown[]): unknown => Reflect.apply(Reflect.get(Object(window.igEvents), 'push'), window.igEvents, items),
};

/** A pipeline's page with both of its parts, as far as the takeover sees it. */
function takeOver(foreign: ForeignGlobal = 'tee') {
  const got: unknown[] = [];
  const stamps: (Stamp | undefined)[] = [];
  const told: string[] = [];
  const waiting: string[] = [];
  const tee = createTee({ waiting, isGranted: () => true, onAdopt: () => {} });
  const push = (item: unknown, stamp: Partial<Stamp> & { isOwn?: boolean } = {}): void => {
    got.push(item);
    stamps.push(stamp.at && stamp.page ? { at: stamp.at, page: stamp.page } : undefined);
    if (!stamp.isOwn && foreign === 'tee') waiting.push(JSON.stringify({ item: item ?? null }));
    tee.pass();
  };
  const facade = createFacade({
    push: (...items: unknown[]) => {
      for (const item of items) push(item);
    },
  });
  const queue: PageQueue = { assigned: [], assign: (value) => void queue.assigned.push(value), push };
  takeOverQueue({ facade, push, foreign, onFound: queue.assign, onAssigned: (value) => queue.assign(value) });
  serveForeignQueue({ facade, queue, foreign, tee, onTaken: (message) => told.push(message) });
  const retire = (): void => {
    retireFacade(facade);
    Object.assign(facade, { foreign: tee.facade() });
  };
  return { got, stamps, told, facade, retire };
}

/** Behaves like `IgEvents` of @intelligems/headless 1.2.19: takes what it finds in an array, then lives on as an object of its own. */
function givenForeign(found: unknown = []) {
  const sent: unknown[] = [];
  const igEvents = Array.isArray(found) ? found.filter(Boolean) : [];
  sent.push(...igEvents);
  return { sent, igEvents, push: async (item: unknown) => void sent.push(item) };
}

afterEach(() => {
  Reflect.deleteProperty(window, 'igEvents');
  document.body.replaceChildren();
});

describe('queue-takeover', () => {
  it('stands where nothing was, and says so', () => {
    const seen: unknown[] = [];
    addEventListener('igevents:ready', () => seen.push(window.igEvents), { once: true });
    const { facade, got } = takeOver();
    expect(at.get()).toBe(facade);
    expect(seen).toEqual([facade]);
    at.push('a');
    expect(got).toEqual(['a']);
  });

  it('replays a stub in order, once, before it says that it is ready', () => {
    const stub = ['a', null, 'b'];
    at.set(stub);
    const ready: number[] = [];
    addEventListener('igevents:ready', () => ready.push(got.length), { once: true });
    const got: unknown[] = [];
    const nobody = (): void => {};
    takeOverQueue({
      facade: createFacade({ push: () => 0 }),
      push: (item) => got.push(item),
      foreign: 'tee',
      onFound: nobody,
      onAssigned: nobody,
    });
    expect(got).toEqual(['a', null, 'b']);
    expect(ready).toEqual([3]);
    expect(stub).toHaveLength(0);
  });

  it('hears who kept the stub', () => {
    const stub: unknown[] = [];
    at.set(stub);
    const { got } = takeOver();
    stub.push('a', 'b');
    expect(got).toEqual(['a', 'b']);
  });

  it('replays a frozen stub', () => {
    at.set(Object.freeze(['a']));
    expect(takeOver().got).toEqual(['a']);
  });

  it('survives the idiom that stands before each push of real themes', () => {
    const { facade, got, told } = takeOver();
    window.igEvents = window.igEvents || [];
    at.push('a');
    expect(at.get()).toBe(facade);
    expect(got).toEqual(['a']);
    expect(told).toEqual([]);
  });

  it('replays an array that is assigned later and stays', () => {
    const { facade, got } = takeOver();
    const assigned: unknown[] = ['a'];
    at.set(assigned);
    assigned.push('b');
    at.push('c');
    expect(at.get()).toBe(facade);
    expect(got).toEqual(['a', 'b', 'c']);
  });

  it.each([[undefined], [null], ['text'], [7], [{}]])('ignores %s and says so', (value) => {
    const { facade, told } = takeOver();
    expect(at.set(value)).toBe(true);
    expect(at.get()).toBe(facade);
    expect(told).toHaveLength(1);
  });

  it('takes an element with the id igEvents for nothing', () => {
    document.body.innerHTML = '<form id="igEvents"></form><a name="igEvents" id="igEvents"></a>';
    expect(at.get()).not.toBeUndefined();
    const { facade, told } = takeOver();
    expect(at.get()).toBe(facade);
    expect(told).toEqual([]);
  });

  it('takes the place of a getter that throws', () => {
    Object.defineProperty(window, 'igEvents', {
      configurable: true,
      get: () => {
        throw new Error('hostile');
      },
    });
    const { facade } = takeOver();
    expect(at.get()).toBe(facade);
  });

  it('leaves the place to a pipeline that is there', () => {
    const first = takeOver();
    const second = takeOver();
    expect(at.get()).toBe(first.facade);
    expect(second.told).toEqual(['window.igEvents belongs to another pipeline.']);
  });

  it('takes over from a pipeline that has ended, with whoever kept its facade and the foreign facade it served', () => {
    const first = takeOver();
    const foreign = givenForeign();
    at.set(foreign);
    at.push('a');
    first.retire();
    const second = takeOver();
    at.push('b');
    first.facade.push('c');
    expect(first.got).toEqual(['a']);
    expect(second.got).toEqual(['b', 'c']);
    expect(foreign.sent).toEqual(['a', 'b', 'c']);
  });

  it('hands on the stamps that the snippet has made', () => {
    at.set(Object.assign([], { calls: [['a', 5, 'https://shop/', '', 'Shop']] }));
    const { got, stamps } = takeOver();
    expect(got).toEqual(['a']);
    expect(stamps).toEqual([{ at: 5, page: { url: 'https://shop/', referrer: '', title: 'Shop' } }]);
  });
});

describe('queue-takeover beside a foreign facade', () => {
  it('serves one that was there before, which has got already what it found', () => {
    const foreign = givenForeign(['a', 'b']);
    at.set(foreign);
    const { got, facade } = takeOver();
    at.push('c');
    expect(at.get()).toBe(facade);
    expect(got).toEqual(['a', 'b', 'c']);
    expect(foreign.sent).toEqual(['a', 'b', 'c']);
  });

  it('serves one that comes after, from the first event on, and again when it comes again', () => {
    at.set(['a']);
    const { got, facade } = takeOver();
    at.push('b');
    const foreign = givenForeign(at.get());
    at.set(foreign);
    at.push('c');
    const again = givenForeign(at.get());
    at.set(again);
    at.push('d');
    expect(at.get()).toBe(facade);
    expect(got).toEqual(['a', 'b', 'c', 'd']);
    expect([...foreign.sent, ...again.sent]).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes its place when it shall be replaced', () => {
    const foreign = givenForeign(['a']);
    at.set(foreign);
    const { got, facade } = takeOver('replace');
    at.push('b');
    at.set(givenForeign(at.get()));
    at.push('c');
    expect(at.get()).toBe(facade);
    expect(got).toEqual(['a', 'b', 'c']);
    expect(foreign.sent).toEqual(['a']);
  });

  it('leaves the place to it when it shall be left alone, whenever it comes', () => {
    const foreign = givenForeign(['a']);
    at.set(foreign);
    const { got } = takeOver('off');
    expect(at.get()).toBe(foreign);
    expect(got).toEqual([]);
    Reflect.deleteProperty(window, 'igEvents');
    takeOver('off');
    at.set(foreign);
    expect(at.get()).toBe(foreign);
  });
});

describe('takeUrlId', () => {
  const address = location.href;
  afterEach(() => history.replaceState(null, '', address));

  it('takes the id from the address, and leaves the rest and the state of the history', () => {
    history.replaceState({ mine: 1 }, '', '?a=1&igId=ig_0123&b=2#hash');
    expect(takeUrlId()).toBe('ig_0123');
    expect(location.search + location.hash).toBe('?a=1&b=2#hash');
    expect(history.state).toEqual({ mine: 1 });
  });

  it('takes no id that cannot be one, and removes it', () => {
    history.replaceState(null, '', '?igId=%3Cscript%3E');
    expect(takeUrlId()).toBeUndefined();
    expect(location.search).toBe('');
  });

  it('leaves an address without an id alone', () => {
    history.replaceState(null, '', '?a=b%20c');
    expect(takeUrlId()).toBeUndefined();
    expect(location.search).toBe('?a=b%20c');
  });
});

// Last, because a property that cannot be redefined stays until the page is left.
describe('queue-takeover after `var igEvents`', () => {
  it('replays, hears pushes, and says that an assignment would take the place', () => {
    Object.defineProperty(window, 'igEvents', { value: ['a'], writable: true, enumerable: true, configurable: false });
    const { got, facade, told } = takeOver();
    at.push('b');
    expect(at.get()).toBe(facade);
    expect(got).toEqual(['a', 'b']);
    expect(told).toEqual(['window.igEvents cannot be watched; was it declared by var?']);
  });

  it('hears who pushes to a stub that can neither be redefined nor replaced', () => {
    const stub: unknown[] = ['a'];
    Object.defineProperty(window, 'igEvents', { value: stub, writable: false });
    const { got } = takeOver();
    at.push('b');
    expect(got).toEqual(['a', 'b']);
  });
});
