import { describe, expect, it } from 'vitest';
import { drainMessage } from '../../src/shared/background.js';
import { type BackgroundEvent, type BackgroundScope, drainOnEvents } from '../../src/worker/background-events.js';
import type { Slice } from '../../src/worker/background-slice.js';
import { createManualClock } from '../support/manual-clock.js';

const tag = 'igevents:shop';

/** A service worker's scope that notes what is registered. @param register undefined where the browser has no Background Sync. */
function makeScope(slices: Slice[], register: ((tag: string) => Promise<void>) | undefined = async () => {}) {
  const listeners = new Map<string, (event: BackgroundEvent) => void>();
  const tags: string[] = [];
  const clock = createManualClock();
  const drains: string[] = [];
  const sync = register && {
    register: (each: string) => {
      tags.push(each);
      return register(each);
    },
  };
  const scope: BackgroundScope = {
    addEventListener: (type, listener) => void listeners.set(type, listener),
    registration: { scope: 'https://shop.example/', ...(sync && { sync }) },
  };
  const drain = async (cause: string): Promise<Slice> => {
    drains.push(cause);
    const slice = slices.shift();
    if (!slice) throw new Error('the disk');
    return slice;
  };
  drainOnEvents({ scope, site: 'shop', drain, environment: clock });
  /** What the event gave to `waitUntil`; undefined when it was let pass. */
  function fire(type: string, more: Partial<BackgroundEvent>): Promise<unknown> | undefined {
    let work: Promise<unknown> | undefined;
    const waitUntil = (given: Promise<unknown>): void => {
      work = given;
    };
    listeners.get(type)?.(Object.assign(new Event(type), { waitUntil, ...more }));
    return work;
  }
  return { fire, tags, clock, listened: () => [...listeners.keys()].toSorted(), drains };
}

const done: Slice = { delivered: 3, pending: 0, left: 'nothing' };
const more: Slice = { delivered: 500, pending: 7, left: 'more' };
const waits: Slice = { delivered: 0, pending: 7, left: 'wait' };

describe('a service worker with the library', () => {
  it('listens for sync, periodic sync and messages, and for nothing else', () => {
    expect(makeScope([]).listened()).toEqual(['message', 'periodicsync', 'sync']);
  });

  it('lets the tags and messages of others pass', () => {
    const { fire, drains } = makeScope([done]);
    expect(fire('sync', { tag: 'igevents:other' })).toBeUndefined();
    expect(fire('periodicsync', { tag: 'news' })).toBeUndefined();
    for (const data of [undefined, null, 'igevents:drain', { type: 'SKIP_WAITING' }, drainMessage('other')])
      expect(fire('message', { data })).toBeUndefined();
    expect(drains).toEqual([]);
  });

  it('ends a sync quietly when nothing is left', async () => {
    const { fire, tags } = makeScope([done]);
    await fire('sync', { tag });
    expect(tags).toEqual([]);
  });

  it('makes the browser come again by failing while something has to wait, and registers anew on the last chance', async () => {
    const { fire, tags } = makeScope([waits, waits, waits]);
    await expect(fire('sync', { tag, lastChance: false })).rejects.toThrow('7 events still wait');
    await expect(fire('periodicsync', { tag })).rejects.toThrow('7 events still wait');
    expect(tags).toEqual([]);
    await fire('sync', { tag, lastChance: true });
    expect(tags).toEqual([tag]);
  });

  it('goes on at once by another registration when the time was up', async () => {
    const { fire, tags } = makeScope([more]);
    await fire('sync', { tag });
    expect(tags).toEqual([tag]);
  });

  it('fails where it may not register: without a window, or without an answer', async () => {
    const refused = makeScope([more], () => Promise.reject(new Error('without a window')));
    await expect(refused.fire('sync', { tag })).rejects.toThrow('7 events');
    const silent = makeScope([more], () => new Promise(() => {}));
    const ending = silent.fire('sync', { tag });
    while (silent.clock.waits().length === 0) await new Promise((resolve) => setImmediate(resolve));
    silent.clock.advance(5_000);
    await expect(ending).rejects.toThrow('7 events');
  });

  it('fails when the storage does, so that the browser comes again', async () => {
    await expect(makeScope([]).fire('sync', { tag })).rejects.toThrow('the disk');
  });

  it('answers a message on its port with what was delivered and what waits', async () => {
    const { fire, tags } = makeScope([waits]);
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
    await fire('message', { data: drainMessage('shop'), ports: [port2] });
    expect(await answered).toEqual({ delivered: 0, pending: 7 });
    expect(tags).toEqual([tag]);
    port1.close();
  });

  it('never fails for a message, whatever happens', async () => {
    const { fire } = makeScope([more], undefined);
    await fire('message', { data: drainMessage('shop') });
    await fire('message', { data: drainMessage('shop') });
  });

  it('does the work once for events that come together', async () => {
    const { fire, drains } = makeScope([done, done, done]);
    await Promise.all([fire('sync', { tag }), fire('message', { data: drainMessage('shop') })]);
    expect(drains).toEqual(['sync']);
    await fire('periodicsync', { tag });
    await fire('message', { data: drainMessage('shop') });
    expect(drains).toEqual(['sync', 'periodicsync', 'message']);
  });

  it('lets no sync end with what a message found: it looks itself, after it', async () => {
    const { fire, drains } = makeScope([waits, done]);
    await Promise.all([fire('message', { data: drainMessage('shop') }), fire('sync', { tag }), fire('sync', { tag })]);
    expect(drains).toEqual(['message', 'sync']);
  });
});
