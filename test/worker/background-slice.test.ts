import { describe, expect, it } from 'vitest';
import { type CloudEvent, erasureType } from '../../src/shared/cloud-event.js';
import type { Departures } from '../../src/worker/departures.js';
import { type OutboxStore, StoreError } from '../../src/worker/outbox-store.js';
import { firstSchedule, type Schedule } from '../../src/worker/retry-policy.js';
import { makeBackground } from '../support/make-background.js';
import { makeEntries } from '../support/make-event.js';
import { isReport, makeDiskStore, waitingIn } from '../support/make-outbox.js';
import { upTo } from '../support/stored.js';

function waitOf(now: number, waitMs: number, because: Schedule['because']): Schedule {
  return { ...firstSchedule, nextAttemptAt: now + waitMs, waitMs, because };
}

/** Obeys its signal, as the browser's does. */
function abortable(given: typeof fetch): typeof fetch {
  return (url, init) => {
    const aborted = new Promise<never>((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    return Promise.race([given(url, init), aborted]);
  };
}

const idsOf = (count: number): string[] => upTo(count).map((n) => `page:${n}`);

describe('one event of a service worker', () => {
  it('delivers what the pages have left, in batches, and counts it', async () => {
    const { page, drain, collector } = makeBackground();
    const outbox = page();
    await outbox.append('page', makeEntries(1, 40));
    expect(await drain({ maxBatchEvents: 15 })).toEqual({ delivered: 40, pending: 0, left: 'nothing' });
    expect(collector.received.map(({ id }) => id)).toEqual(idsOf(40));
    expect((await outbox.account()).counters).toMatchObject({ delivered: 40, duplicates: 0, pending: 0 });
  });

  it('makes no database where there is none, and asks for no lock', async () => {
    const { drain, site, collector } = makeBackground();
    const locks = { request: () => expect.unreachable() };
    expect(await drain({}, { locks: locks as unknown as LockManager })).toEqual({ delivered: 0, pending: 0, left: 'nothing' });
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(`igevents:${site}`);
    expect(collector.requests).toBe(0);
  });

  it('makes none for one that is deleted while it sends', async () => {
    const { page, start, pass, site, collector } = makeBackground();
    const outbox = page();
    await outbox.append('page', makeEntries(1, 4));
    outbox.close();
    const release = collector.hold();
    const slice = start({ maxBatchEvents: 2 });
    await pass(1);
    const deleted = new Promise((resolve) => {
      indexedDB.deleteDatabase(`igevents:${site}`).onsuccess = resolve;
    });
    await pass(1);
    await deleted;
    release();
    expect(await slice).toEqual({ delivered: 0, pending: 0, left: 'nothing' });
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(`igevents:${site}`);
  });

  it('opens the database anew for each event, and closes it behind itself, also when it fails', async () => {
    const { page, drain, site } = makeBackground();
    await page().append('page', makeEntries(1, 1));
    const opened: string[] = [];
    const createStore = (fails: boolean) => (): OutboxStore => {
      const disk = makeDiskStore(site);
      opened.push('opened');
      const close = (): void => {
        opened.push('closed');
        disk.close();
      };
      return fails ? { transact: () => Promise.reject(new Error('the disk')), close } : { transact: disk.transact, close };
    };
    await drain({}, { createStore: createStore(false) });
    await expect(drain({}, { createStore: createStore(true) })).rejects.toThrow('the disk');
    expect(opened).toEqual(['opened', 'closed', 'opened', 'closed']);
  });

  it('tries again within the event when the wait is short, by the schedule that it finds', async () => {
    const { page, drain, collector, clock } = makeBackground();
    await page().append('page', makeEntries(1, 2));
    collector.status = 503;
    const from = clock.now();
    const { left, delivered, pending } = await drain();
    expect({ left, delivered, pending }).toEqual({ left: 'wait', delivered: 0, pending: 2 });
    expect(collector.requests).toBeGreaterThan(1);
    expect(clock.now() - from).toBeLessThanOrEqual(31_000);
  });

  it.each([5, 15, 25, 35, 45, 55])(
    'sends what a page let wait, also where the wait ends %i ms after the event, in the midst of its work',
    async (ms) => {
      const { page, drain, site, clock } = makeBackground();
      const outbox = page();
      await outbox.append('page', makeEntries(1, 2));
      await outbox.reschedule(await outbox.claim(), waitOf(clock.now(), ms, 'backoff'));
      const disk = makeDiskStore(site);
      const slow: OutboxStore = {
        async transact(mode, work) {
          const result = await disk.transact(mode, work);
          clock.advance(10);
          return result;
        },
        close: () => disk.close(),
      };
      expect(await drain({}, { createStore: () => slow })).toEqual({ delivered: 2, pending: 0, left: 'nothing' });
    },
  );

  it('keeps the pause that the collector asked a page for', async () => {
    const { page, drain, collector, clock } = makeBackground();
    const outbox = page();
    await outbox.append('page', makeEntries(1, 2));
    await outbox.reschedule(await outbox.claim(), waitOf(clock.now(), 3_600_000, 'retry-after'));
    const from = clock.now();
    expect(await drain()).toEqual({ delivered: 0, pending: 2, left: 'wait' });
    expect(collector.requests).toBe(0);
    // What cannot come within the event is not waited for.
    expect(clock.now() - from).toBeLessThanOrEqual(3_000);
  });

  it('ends a wait for the connection that a page has begun', async () => {
    const { page, drain, clock } = makeBackground();
    const outbox = page();
    await outbox.append('page', makeEntries(1, 2));
    await outbox.reschedule(await outbox.claim(), waitOf(clock.now(), 300_000, 'offline'));
    expect(await drain()).toMatchObject({ delivered: 2, left: 'nothing' });
  });

  it.each(['sync', 'periodicsync'] as const)('takes a %s for a connection, whatever the browser still says', async (cause) => {
    const { page, drain, clock } = makeBackground();
    const outbox = page();
    await outbox.append('page', makeEntries(1, 2));
    await outbox.reschedule(await outbox.claim(), waitOf(clock.now(), 300_000, 'offline'));
    expect(await drain({}, { isOnline: false }, cause)).toMatchObject({ delivered: 2, left: 'nothing' });
  });

  it('waits where a page asks and the browser says that it is offline', async () => {
    const { page, drain, collector } = makeBackground();
    await page().append('page', makeEntries(1, 2));
    expect(await drain({}, { isOnline: false }, 'message')).toMatchObject({ delivered: 0, left: 'wait' });
    expect(collector.requests).toBe(0);
  });

  it('begins no attempt after half a minute, and says that there is more', async () => {
    const { page, start, pass, collector, clock } = makeBackground();
    await page().append('page', makeEntries(1, 100));
    const slowly: typeof fetch = async (...request) => {
      await new Promise<void>((resolve) => clock.schedule(resolve, 8_000));
      return collector.fetch(...request);
    };
    const slice = start({ maxBatchEvents: 1 }, { fetch: slowly });
    await pass(40);
    expect(await slice).toEqual({ delivered: 4, pending: 96, left: 'more' });
  });

  it('ends a request that hangs within the minute, and leaves its events', async () => {
    const { page, drain, clock } = makeBackground();
    // So large that its own deadline is later: 15 s and the time that it takes at 8 KB/s.
    await page().append('page', makeEntries(1, 200, { properties: { text: 'x'.repeat(3_000) } }));
    const from = clock.now();
    const hangs = abortable(() => new Promise(() => {}));
    expect(await drain({ maxBatchBytes: 1_000_000 }, { fetch: hangs })).toEqual({ delivered: 0, pending: 200, left: 'wait' });
    expect(clock.now() - from).toBeLessThanOrEqual(57_000);
  });

  it('leaves the work to a page that is at it, within seconds', async () => {
    const { page, start, pass, collector, locks, site, clock } = makeBackground();
    const outbox = page();
    await outbox.append('page', makeEntries(1, 2));
    let release = (): void => {};
    const pageSends = locks.request(`igevents:${site}`, {}, async () => {
      // Somebody has pressed a button there: it does not wait as the schedule would.
      const claim = await outbox.claim();
      await outbox.reschedule(claim, waitOf(clock.now(), 3_600_000, 'backoff'));
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    await pass(1);
    const slice = start();
    await pass(3);
    expect(await slice).toEqual({ delivered: 0, pending: 2, left: 'nothing' });
    expect(collector.requests).toBe(0);
    release();
    await pageSends;
  });

  it('asks for another event when the storage refuses in the middle', async () => {
    const { page, drain, site } = makeBackground();
    await page().append('page', makeEntries(1, 2));
    const disk = makeDiskStore(site);
    const refusesWrites: OutboxStore = {
      transact: (mode, work) => (mode === 'readwrite' ? Promise.reject(new StoreError('hung', 'given')) : disk.transact(mode, work)),
      close: () => disk.close(),
    };
    expect(await drain({}, { createStore: () => refusesWrites })).toEqual({ delivered: 0, pending: 2, left: 'wait' });
  });

  it('tells the pages what has left, and what waits', async () => {
    const { page, drain, channel } = makeBackground();
    await page().append('page', makeEntries(1, 2));
    const listening = channel();
    const left = new Promise<Departures>((resolve) => listening.onDepartures(resolve));
    const told = new Promise((resolve) => listening.onTold((mark) => mark.pending === 0 && resolve(mark)));
    await drain();
    expect((await left).left.length).toBeGreaterThan(0);
    expect(await told).toMatchObject({ pending: 0 });
  });
});

describe('a service worker and consent', () => {
  it('sends nothing of an outbox that was withdrawn and is kept, and changes nothing in it', async () => {
    const { page, drain, collector, clock } = makeBackground();
    const outbox = page();
    await outbox.append('page', makeEntries(1, 2));
    await outbox.withdraw(clock.now() + 1, true);
    const before = await outbox.account();
    expect(await drain()).toEqual({ delivered: 0, pending: 2, left: 'nothing' });
    expect(collector.requests).toBe(0);
    expect(await outbox.account()).toEqual(before);
  });

  it('sends nothing where no page with consent has been', async () => {
    const { page, drain, collector } = makeBackground();
    await page(Number.POSITIVE_INFINITY).append('page', makeEntries(1, 2));
    expect(await drain()).toEqual({ delivered: 0, pending: 2, left: 'nothing' });
    expect(collector.requests).toBe(0);
  });

  it('sends what was kept when the visitor has agreed again', async () => {
    const { page, drain, clock } = makeBackground();
    const outbox = page();
    await outbox.append('page', makeEntries(1, 2));
    await outbox.withdraw(clock.now() + 1, true);
    await page(clock.now() + 2).append('page', makeEntries(3, 3));
    expect(await drain()).toMatchObject({ delivered: 3, left: 'nothing' });
  });

  it('sends the requests of deletion that a denial has left, and nothing else', async () => {
    const { page, drain, collector, clock } = makeBackground();
    const outbox = page();
    await outbox.append('page', makeEntries(1, 2));
    await outbox.erase('ig_1');
    await outbox.append('page', makeEntries(3, 3));
    await outbox.withdraw(clock.now() + 1, false);
    expect(await drain()).toMatchObject({ delivered: 1, left: 'nothing' });
    expect(collector.received.map(({ type }: CloudEvent) => type)).toEqual([erasureType]);
    expect(collector.received.some(isReport)).toBe(false);
    expect(await waitingIn(outbox)).toEqual([]);
  });

  it('ends its request when a page tells that the consent was withdrawn, and sends nothing more', async () => {
    const { page, start, pass, channel, collector, clock } = makeBackground();
    const outbox = page();
    await outbox.append('page', makeEntries(1, 4));
    let aborted = 0;
    const counted: typeof fetch = (url, init) => {
      init?.signal?.addEventListener('abort', () => {
        aborted += 1;
      });
      return collector.fetch(url, init);
    };
    collector.hold();
    const slice = start({ maxBatchEvents: 2 }, { fetch: abortable(counted) });
    await pass(1);
    channel().tellWithdrawn(clock.now());
    await outbox.withdraw(clock.now(), true);
    await pass(1);
    expect(await slice).toMatchObject({ delivered: 0, left: 'nothing' });
    expect([aborted, collector.requests]).toEqual([1, 1]);
  });

  it('goes on when it is told late of a denial after which the visitor has agreed again', async () => {
    const { page, start, pass, channel, collector, clock } = makeBackground();
    await page().append('page', makeEntries(1, 2));
    const release = collector.hold();
    const slice = start({}, { fetch: abortable(collector.fetch) });
    await pass(1);
    channel().tellWithdrawn(clock.now() - 60_000);
    await pass(1);
    release();
    expect(await slice).toMatchObject({ delivered: 2, left: 'nothing' });
  });
});
