import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/shared/settings.js';
import { createMemoryStore, createMemoryTables } from '../../src/worker/memory-store.js';
import type { Outbox } from '../../src/worker/outbox.js';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import type { Fate } from '../../src/worker/settlement.js';
import { createGivenStore } from '../support/given-store.js';
import { makeEntries } from '../support/make-event.js';
import { isReport, makeOutbox, pushedOf, waitingIn } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';
import { nothing } from '../support/nothing.js';

const roomy = { events: 500, bytes: 1_000_000 };
const full = { name: 'StoreError', kind: 'full' };

/** An outbox on a disk that the test can fill, and whoever opens the same disk later. */
function makeDisk(settings: Settings = { maxBatchEvents: 2 }) {
  const clock = createManualClock();
  const disk = createGivenStore(createMemoryStore(createMemoryTables()));
  const open = (): Outbox => makeOutbox({ ...settings, site: 'shop' }, clock, { store: disk }).outbox;
  return { clock, disk, open };
}

/** Sends the oldest events; what the collector does with them is `others`, or by name. */
async function deliver(outbox: Outbox, limits = roomy, byId: ReadonlyMap<string, Fate> = new Map()) {
  const claim = await outbox.claim();
  const taken = await outbox.oldest(limits);
  if (!taken) throw new Error('Nothing waits.');
  const settled = await outbox.settle(claim, taken, { others: { kind: 'delivered' }, byId }, firstSchedule);
  return { taken, settled };
}

const countersOf = async (outbox: Outbox) => (await outbox.account()).counters;
const idsOf = async (outbox: Outbox): Promise<string[]> => (await waitingIn(outbox)).map(({ id }) => id);

describe('full-disk', () => {
  it('refuses an append, and keeps what it had', async () => {
    const { disk, open } = makeDisk();
    const outbox = open();
    await outbox.append('page', makeEntries(1, 3));
    disk.feel('full');
    await expect(outbox.append('page', makeEntries(4, 5))).rejects.toMatchObject(full);
    disk.feel('well');
    expect([await idsOf(outbox), (await countersOf(outbox)).pending]).toEqual([['page:1', 'page:2', 'page:3'], 3]);
  });

  it('goes on delivering, each event once, and its account is exact all the time and afterwards', async () => {
    const { disk, open } = makeDisk();
    const outbox = open();
    await outbox.append('page', makeEntries(1, 9));
    disk.feel('full');
    for (const [delivered, pending] of [
      [4, 5],
      [8, 1],
    ]) {
      expect((await deliver(outbox, { ...roomy, events: 4 })).settled?.delivered).toBe(4);
      expect(await countersOf(outbox)).toMatchObject({ delivered, pending });
    }
    expect(await idsOf(outbox)).toEqual(['page:9']);
    disk.feel('well');
    await outbox.append('page', makeEntries(10, 11));
    expect(await countersOf(outbox)).toMatchObject({ delivered: 8, pending: 3, dropped: nothing });
    await deliver(outbox);
    expect(await countersOf(outbox)).toMatchObject({ delivered: 11, pending: 0, pendingBytes: 0 });
  });

  it('is counted anew by the next life when this one ends before anything could be written', async () => {
    const { disk, open } = makeDisk();
    const outbox = open();
    await outbox.append('page', makeEntries(1, 5));
    disk.feel('full');
    await deliver(outbox, { ...roomy, events: 4 });
    const next = open();
    expect(pushedOf(await countersOf(next))).toBe(5);
    expect(await idsOf(next)).toEqual(['page:5']);
    disk.feel('well');
    await next.append('page', makeEntries(6, 6));
    expect(await countersOf(next)).toMatchObject({ delivered: 4, pending: 2, dropped: nothing });
    // Once counted, it is not counted again.
    expect(await countersOf(open())).toMatchObject({ delivered: 4, pending: 2 });
    await open().append('page', makeEntries(7, 7));
    expect(await countersOf(open())).toMatchObject({ delivered: 4, pending: 3 });
  });

  it('is counted right when another context writes first, which has never heard of a full disk', async () => {
    const { disk, open } = makeDisk();
    const [outbox, other] = [open(), open()];
    await other.append('other', makeEntries(1, 2, { pageId: 'other' }));
    await outbox.append('page', makeEntries(1, 4));
    disk.feel('full');
    await deliver(outbox, { ...roomy, events: 4 });
    disk.feel('well');
    await other.append('other', makeEntries(3, 3, { pageId: 'other' }));
    await deliver(other, { ...roomy, events: 2 });
    await outbox.append('page', makeEntries(5, 5));
    for (const each of [outbox, other, open()])
      expect(await countersOf(each)).toMatchObject({ delivered: 6, pending: 2, dropped: nothing });
    expect(await idsOf(outbox)).toEqual(['other:3', 'page:5']);
  });

  it('is counted right when another context is the next to look for something to send', async () => {
    const { disk, open } = makeDisk();
    const [outbox, other] = [open(), open()];
    await other.append('page', makeEntries(1, 4));
    disk.feel('full');
    await deliver(outbox);
    disk.feel('well');
    await other.claim();
    expect(await other.oldest(roomy)).toBeUndefined();
    for (const each of [other, outbox, open()]) expect(await countersOf(each)).toMatchObject({ pending: 0, dropped: nothing });
    await outbox.append('page', makeEntries(5, 5));
    for (const each of [other, outbox, open()])
      expect(await countersOf(each)).toMatchObject({ delivered: 4, pending: 1, dropped: nothing });
  });

  it('is counted right when space comes back between two parts of a row', async () => {
    const { disk, open } = makeDisk({ maxBatchEvents: 10 });
    const outbox = open();
    await outbox.append('page', makeEntries(1, 10));
    disk.feel('full');
    await deliver(outbox, { ...roomy, events: 4 });
    disk.feel('well');
    await outbox.append('page', makeEntries(11, 11));
    expect(pushedOf(await countersOf(outbox))).toBe(11);
    await deliver(outbox);
    await deliver(outbox).catch(() => undefined);
    expect(await countersOf(outbox)).toMatchObject({ delivered: 11, pending: 0, dropped: nothing });
  });

  it('deletes no event that was not sent when a batch is only a part of its row', async () => {
    const { disk, open } = makeDisk({ maxBatchEvents: 10 });
    const outbox = open();
    await outbox.append('page', makeEntries(1, 10));
    disk.feel('full');
    for (let n = 0; n < 2; n++) {
      expect((await deliver(outbox, { ...roomy, events: 4 })).settled?.delivered).toBe(4);
      // The row cannot become shorter: a next life sends all of it again.
      expect(await idsOf(open())).toHaveLength(10);
      expect(pushedOf(await countersOf(outbox))).toBe(10);
    }
    expect(await idsOf(outbox)).toEqual(['page:9', 'page:10']);
    await deliver(outbox, { ...roomy, events: 4 });
    expect(await idsOf(open())).toEqual([]);
    disk.feel('well');
    await outbox.append('page', makeEntries(11, 11));
    expect(await countersOf(outbox)).toMatchObject({ delivered: 10, pending: 1, dropped: nothing });
  });

  it('keeps what can leave only by a put, and lets its neighbours leave', async () => {
    const { disk, open } = makeDisk();
    const outbox = open();
    await outbox.append('page', makeEntries(1, 6));
    disk.feel('full');
    const byId = new Map<string, Fate>([['page:4', { kind: 'buried', code: 'bad', detail: '' }]]);
    expect((await deliver(outbox, roomy, byId)).settled?.delivered).toBe(4);
    // It is not sent again before there is room, though whoever comes later may try.
    expect(await idsOf(outbox)).toEqual([]);
    expect(await idsOf(open())).toEqual(['page:3', 'page:4']);
    disk.feel('well');
    await outbox.append('page', makeEntries(7, 7));
    await deliver(outbox, roomy, byId);
    expect(await countersOf(outbox)).toMatchObject({ delivered: 6, buried: 1, pending: 0 });
  });

  it('keeps the schedule that it could not write, for this life and, once there is room, for the next', async () => {
    const { disk, open } = makeDisk();
    const outbox = open();
    await outbox.append('page', makeEntries(1, 2));
    disk.feel('full');
    const schedule = { ...firstSchedule, failures: 3, nextAttemptAt: 5, waitMs: 5 };
    expect(await outbox.reschedule(await outbox.claim(), schedule)).toBe(true);
    expect((await outbox.claim()).schedule).toEqual(schedule);
    disk.feel('well');
    await outbox.append('page', makeEntries(3, 3));
    expect((await open().claim()).schedule).toEqual(schedule);
  });

  it('tells of losses again after a report has left a full disk', async () => {
    const { disk, open } = makeDisk();
    const outbox = open();
    await outbox.append('page', [{ n: 1, rejected: 'name-empty' }]);
    await outbox.claim();
    disk.feel('full');
    const { taken } = await deliver(outbox);
    expect([taken.count, await idsOf(outbox)]).toEqual([1, []]);
    disk.feel('well');
    await outbox.append('page', [{ n: 2, rejected: 'name-empty' }]);
    await outbox.claim();
    expect((await waitingIn(outbox)).filter(isReport)).toMatchObject([{ data: { rejected: { 'name-empty': 2 } } }]);
  });

  it('lets everyone flush: a lease cannot be written down', async () => {
    const { disk, open } = makeDisk();
    const outbox = open();
    await outbox.append('page', makeEntries(1, 2));
    expect(await outbox.lease('one', 90_000)).toBe(true);
    disk.feel('full');
    expect([await outbox.lease('one', 90_000), await outbox.lease('other', 90_000)]).toEqual([true, true]);
    disk.feel('well');
    expect(await outbox.lease('other', 90_000)).toBe(false);
  });

  it('lets whoever was claimed past before it was full change nothing', async () => {
    const { disk, open } = makeDisk();
    const outbox = open();
    await outbox.append('page', makeEntries(1, 2));
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    await open().claim();
    disk.feel('full');
    const fates = { others: { kind: 'delivered' as const }, byId: new Map() };
    expect(taken && (await outbox.settle(claim, taken, fates, firstSchedule))).toBeUndefined();
    expect(await idsOf(outbox)).toHaveLength(2);
  });
});
