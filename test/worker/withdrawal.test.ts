import { describe, expect, it } from 'vitest';
import { erasureType } from '../../src/shared/cloud-event.js';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import type { OutboxEntry } from '../../src/worker/outbox.js';
import { missingOf } from '../support/loss-audit.js';
import { makeEntries } from '../support/make-event.js';
import { isReport, makeDiskStore, makeOutbox, newSite, pushedOf, waitingIn } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';
import { nothing } from '../support/nothing.js';

const roomy = { events: 500, bytes: 1_000_000 };
const buried = { others: { kind: 'buried' as const, code: 'schema', detail: '' }, byId: new Map() };

/** Several pages' outboxes over one database, each with its own consent. */
function makePages() {
  const clock = createManualClock();
  const site = newSite();
  const page = (grantedAt: number) => makeOutbox({ site }, clock, { store: makeDiskStore(site), grantedAt }).outbox;
  return { clock, page };
}

/** Entries of another user. */
function entriesOf(userId: string, from: number, to: number): OutboxEntry[] {
  return makeEntries(from, to).map((entry) =>
    'event' in entry ? { ...entry, event: { ...entry.event, dataText: entry.event.dataText.replaceAll('"ig_1"', `"${userId}"`) } } : entry,
  );
}

describe('an outbox whose visitor withdraws the consent', () => {
  it('deletes what waits and what was buried, counts it, and begins anew under another name', async () => {
    const { clock, page } = makePages();
    const outbox = page(clock.now());
    await outbox.append('page', makeEntries(1, 3));
    const claim = await outbox.claim();
    const taken = await outbox.oldest({ events: 1, bytes: 1_000_000 });
    if (!taken) throw new Error('Nothing waits.');
    await outbox.settle(claim, taken, buried, claim.schedule);
    const { outboxId } = await outbox.account();
    await outbox.withdraw(clock.now() + 1, false);
    const after = await outbox.account();
    expect(after.outboxId).not.toBe(outboxId);
    expect(after).toMatchObject({ rows: 0, counters: { pending: 0, dropped: { consent: 2 } } });
    expect(await outbox.deadLetters()).toEqual([]);
    expect(await waitingIn(outbox)).toEqual([]);
  });

  it('takes nothing more from pages whose consent is older, and counts it', async () => {
    const { clock, page } = makePages();
    const other = page(clock.now());
    await other.append('other', makeEntries(1, 1, { pageId: 'other' }));
    const withdrawnAt = clock.now() + 5;
    await page(0).withdraw(withdrawnAt, false);
    expect(await other.append('other', makeEntries(2, 3, { pageId: 'other' }))).toEqual({ droppedForRoom: 0, withdrawnAt });
    expect((await other.account()).counters).toMatchObject({ pending: 0, dropped: { consent: 3 } });
  });

  it('takes events again when the visitor has agreed since, and tells the collector what was dropped', async () => {
    const { clock, page } = makePages();
    const outbox = page(clock.now());
    await outbox.append('page', makeEntries(1, 2));
    await outbox.withdraw(clock.now() + 1, false);
    const again = page(clock.now() + 2);
    await again.append('again', makeEntries(1, 1, { pageId: 'again' }));
    await again.claim();
    const events = await waitingIn(again);
    expect(events.find(isReport)?.data).toMatchObject({ dropped: { consent: 2 } });
    expect(Object.values(missingOf(events))).toEqual([0]);
    expect(pushedOf((await again.account()).counters)).toBe(3);
  });

  it('ends a request that is on its way: its answer changes nothing any more', async () => {
    const { clock, page } = makePages();
    const outbox = page(clock.now());
    await outbox.append('page', makeEntries(1, 2));
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    if (!taken) throw new Error('Nothing waits.');
    await page(0).withdraw(clock.now() + 1, true);
    expect(await outbox.settle(claim, taken, { others: { kind: 'delivered' }, byId: new Map() }, claim.schedule)).toBeUndefined();
  });

  it('keeps what waits when the shop wants it, but hands it to nobody until the visitor agrees again', async () => {
    const { clock, page } = makePages();
    const outbox = page(clock.now());
    await outbox.append('page', makeEntries(1, 2));
    await outbox.withdraw(clock.now() + 1, true);
    await outbox.claim();
    expect(await outbox.oldest(roomy)).toBeUndefined();
    expect((await waitingIn(page(clock.now() + 2))).map(({ id }) => id)).toEqual(['page:1', 'page:2']);
    expect((await outbox.account()).counters).toMatchObject({ pending: 2, dropped: {} });
  });

  it('takes nothing from a page that has not heard of it, even when another page has a newer consent', async () => {
    const { clock, page } = makePages();
    const stale = page(clock.now());
    await page(clock.now()).withdraw(clock.now() + 1, false);
    const again = page(clock.now() + 2);
    await again.append('again', makeEntries(1, 1, { pageId: 'again' }));
    expect(await stale.append('stale', makeEntries(1, 1, { pageId: 'stale' }))).toMatchObject({ withdrawnAt: clock.now() + 1 });
    expect((await again.account()).counters).toMatchObject({ pending: 1, dropped: { consent: 1 } });
  });

  it('takes of an outbox in memory its account and its requests of deletion, and no event', async () => {
    const { clock, page } = makePages();
    const disk = page(clock.now());
    const { outbox: memory } = makeOutbox({}, clock, { store: createMemoryStore() });
    await memory.append('page', makeEntries(1, 3));
    await memory.erase('somebody');
    const left = await memory.read(new Map([['page', { from: 1, to: 3 }]]));
    await disk.withdraw(clock.now() + 1, false);
    await disk.absorb(left);
    expect((await waitingIn(disk)).map(({ type }) => type)).toEqual([erasureType]);
    expect((await disk.account()).counters).toMatchObject({ pending: 1, dropped: { consent: 3 } });
  });

  it('keeps requests of deletion that wait beside events in one row, or were put aside', async () => {
    const { clock, page } = makePages();
    const disk = page(clock.now());
    const { outbox: memory } = makeOutbox({}, clock, { store: createMemoryStore() });
    await memory.append('page', makeEntries(1, 1));
    await memory.erase('joined');
    await disk.absorb(await memory.read(new Map([['page', { from: 1, to: 1 }]])));
    await disk.withdraw(clock.now() + 1, false);
    expect(await waitingIn(disk)).toMatchObject([{ type: erasureType, data: { userId: 'joined' } }]);
    const claim = await disk.claim();
    const taken = await disk.oldest(roomy);
    if (!taken) throw new Error('Nothing waits.');
    const parked = { others: { kind: 'parked' as const, retryAt: clock.now() + 1e9 }, byId: new Map() };
    await disk.settle(claim, taken, parked, claim.schedule);
    await disk.withdraw(clock.now() + 2, false);
    expect(await waitingIn(disk)).toMatchObject([{ type: erasureType, data: { userId: 'joined' } }]);
  });

  it('keeps requests of deletion, under a new number', async () => {
    const { clock, page } = makePages();
    const outbox = page(clock.now());
    await outbox.append('page', makeEntries(1, 2));
    await outbox.erase('somebody');
    await outbox.withdraw(clock.now() + 1, false);
    const { outboxId } = await outbox.account();
    expect(await waitingIn(outbox)).toMatchObject([
      { type: erasureType, sequence: '1', source: expect.stringContaining(outboxId), data: { userId: 'somebody' } },
    ]);
    // It waits like an event, and those that it asks to forget were counted.
    expect((await outbox.account()).counters).toMatchObject({ pending: 1, dropped: { consent: 2 } });
  });
});

describe('an outbox without consent', () => {
  it('sends its requests of deletion, and keeps even the account of its losses to itself', async () => {
    const { clock, page } = makePages();
    const outbox = page(clock.now());
    await outbox.append('page', makeEntries(1, 2));
    await outbox.erase('somebody');
    await outbox.withdraw(clock.now() + 1, false);
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    if (!taken) throw new Error('Nothing waits.');
    await outbox.settle(claim, taken, { others: { kind: 'delivered' }, byId: new Map() }, claim.schedule);
    expect(await outbox.account()).toMatchObject({ rows: 0, counters: { delivered: 1, dropped: { consent: 2 } } });
  });
});

describe('an outbox whose events are kept for a later consent', () => {
  it('sends its requests of deletion and nothing else until then', async () => {
    const { clock, page } = makePages();
    const outbox = page(clock.now());
    await outbox.append('page', makeEntries(1, 2));
    await outbox.erase('somebody');
    await outbox.append('page', makeEntries(3, 4));
    await outbox.withdraw(clock.now() + 1, true);
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    if (!taken) throw new Error('Nothing waits.');
    expect(JSON.parse(`[${taken.body}]`)).toMatchObject([{ type: erasureType, data: { userId: 'somebody' } }]);
    await outbox.settle(claim, taken, { others: { kind: 'delivered' }, byId: new Map() }, claim.schedule);
    expect(await outbox.oldest(roomy)).toBeUndefined();
    expect((await outbox.account()).counters).toMatchObject({ delivered: 1, pending: 4, dropped: nothing });
    const again = page(clock.now() + 2);
    await again.claim();
    expect((await waitingIn(again)).map(({ id }) => id)).toEqual(['page:1', 'page:2', 'page:3', 'page:4']);
  });
});

describe('an outbox that is to forget a user', () => {
  it('deletes the events of that user only, counts them, and asks the collector to do the same', async () => {
    const { outbox, clock } = makeOutbox();
    await outbox.append('page', [...entriesOf('ig_1', 1, 2), ...entriesOf('ig_2', 3, 4), ...entriesOf('ig_1', 5, 5)]);
    expect(await outbox.erase('ig_1')).toBe(3);
    await outbox.claim();
    const events = await waitingIn(outbox);
    expect(events.filter(({ type }) => type === erasureType)).toMatchObject([
      { data: { userId: 'ig_1', requestedAt: new Date(clock.now()).toISOString() } },
    ]);
    expect(events.flatMap(({ data }) => ('event' in data ? [data.userId] : []))).toEqual(['ig_2', 'ig_2']);
    expect((await outbox.account()).counters).toMatchObject({ pending: 3, dropped: { erased: 3 } });
    expect(Object.values(missingOf(events))).toEqual([0]);
  });

  it('does not mistake a user in the properties for the one that an event belongs to', async () => {
    const { outbox } = makeOutbox();
    await outbox.append('page', makeEntries(1, 1, { properties: { userId: 'ig_2' } }));
    expect(await outbox.erase('ig_2')).toBe(0);
    expect(await waitingIn(outbox)).toHaveLength(2);
  });

  it('forgets the buried events of the user, which stay counted as buried', async () => {
    const { outbox } = makeOutbox();
    await outbox.append('page', [...entriesOf('ig_1', 1, 1), ...entriesOf('ig_2', 2, 2)]);
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    if (!taken) throw new Error('Nothing waits.');
    await outbox.settle(claim, taken, buried, claim.schedule);
    expect(await outbox.erase('ig_1')).toBe(0);
    expect((await outbox.deadLetters()).map(({ id }) => id)).toEqual(['page:2']);
    expect((await outbox.account()).counters).toMatchObject({ buried: 2, dropped: {} });
  });

  it('voids a request that is on its way, for its rows have changed', async () => {
    const { outbox } = makeOutbox();
    await outbox.append('page', [...entriesOf('ig_1', 1, 1), ...entriesOf('ig_2', 2, 2)]);
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    if (!taken) throw new Error('Nothing waits.');
    await outbox.erase('ig_1');
    expect(await outbox.settle(claim, taken, { others: { kind: 'delivered' }, byId: new Map() }, claim.schedule)).toBeUndefined();
    expect((await outbox.account()).counters).toMatchObject({ delivered: 0, pending: 2 });
  });
});
