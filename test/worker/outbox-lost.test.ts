import { describe, expect, it, onTestFinished } from 'vitest';
import { createProblemLog } from '../../src/shared/problem.js';
import type { OutboxMark } from '../../src/shared/protocol.js';
import type { OutboxParts } from '../../src/worker/create-outbox.js';
import type { Outbox } from '../../src/worker/outbox.js';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import { missingOf } from '../support/loss-audit.js';
import { makeEntries } from '../support/make-event.js';
import { isReport, makeDiskStore, makeOutbox, newSite, pushedOf, waitingIn } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';

const roomy = { events: 500, bytes: 1_000_000 };
const fates = { others: { kind: 'delivered' as const }, byId: new Map() };
const known: OutboxMark = { outboxId: 'the-old-one', pending: 7, failedOpens: 0 };

/** An origin whose database can vanish under whoever has it open. */
function makeOrigin() {
  const clock = createManualClock();
  const site = newSite();
  const log = createProblemLog(clock.now, () => {});
  const open = (given: Partial<OutboxParts> = {}): Outbox => {
    const store = makeDiskStore(site);
    onTestFinished(() => store.close());
    return makeOutbox({ site }, clock, { store, problems: log, ...given }).outbox;
  };
  const vanish = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const deletion = indexedDB.deleteDatabase(`igevents:${site}`);
      deletion.onsuccess = () => resolve();
      deletion.onerror = () => reject(deletion.error);
    });
  const lostProblems = () => log.list().filter(({ code }) => code === 'outbox-lost');
  return { open, vanish, lostProblems };
}

const countersOf = async (outbox: Outbox) => (await outbox.account()).counters;

describe('outbox-lost', () => {
  it('counts what waited in a database that is gone, under a new name, once, and tells it', async () => {
    const { open, lostProblems } = makeOrigin();
    const outbox = open({ mark: known });
    await outbox.append('page', makeEntries(1, 2));
    await open({ mark: known }).append('page', makeEntries(3, 3));
    const { outboxId, counters } = await outbox.account();
    expect(outboxId).not.toBe(known.outboxId);
    expect(counters).toMatchObject({ pending: 3, dropped: { 'outbox-lost': 7 } });
    expect(lostProblems()).toMatchObject([{ count: 1, message: expect.stringContaining('7 events') }]);
    await outbox.claim();
    const events = await waitingIn(outbox);
    expect(events.find(isReport)?.data).toMatchObject({ dropped: { 'outbox-lost': 7 } });
    // They were numbered in another outbox: here they leave no gap.
    expect(Object.values(missingOf(events))).toEqual([0]);
  });

  it('is counted once when two contexts find it out at the same time', async () => {
    const { open, lostProblems } = makeOrigin();
    const both = [open({ mark: known }), open({ mark: known })];
    await Promise.all(both.map((outbox, index) => outbox.append(`page-${index}`, makeEntries(1, 1, { pageId: `page-${index}` }))));
    for (const outbox of both) expect(await countersOf(outbox)).toMatchObject({ pending: 2, dropped: { 'outbox-lost': 7 } });
    expect(lostProblems()).toMatchObject([{ count: 1 }]);
  });

  it('is found out by whoever only asks', async () => {
    const outbox = makeOrigin().open({ mark: known });
    expect((await outbox.account()).counters.dropped).toEqual({ 'outbox-lost': 7 });
  });

  it('says when the files had become unreadable', async () => {
    const outbox = makeOrigin().open({ mark: known, lossReason: () => 'outbox-corrupt' });
    expect((await outbox.account()).counters.dropped).toEqual({ 'outbox-corrupt': 7 });
  });

  it.each<[string, OutboxMark | undefined]>([
    ['nothing is known', undefined],
    ['nothing waited', { ...known, pending: 0 }],
  ])('counts nothing where %s', async (_what, mark) => {
    const { open, lostProblems } = makeOrigin();
    const outbox = open({ mark });
    await outbox.append('page', makeEntries(1, 1));
    expect([(await countersOf(outbox)).dropped, lostProblems()]).toEqual([{}, []]);
  });

  it('counts nothing where an outbox is, whatever it is called: who made it has counted', async () => {
    const { open } = makeOrigin();
    await open().append('page', makeEntries(1, 1));
    const outbox = open({ mark: known });
    await outbox.append('page', makeEntries(2, 2));
    expect((await countersOf(outbox)).dropped).toEqual({});
  });

  it('is counted when the database vanishes in the middle, and everything goes on in a new one', async () => {
    const { open, vanish, lostProblems } = makeOrigin();
    const outbox = open();
    await outbox.append('page', makeEntries(1, 3));
    const { outboxId } = await outbox.account();
    await vanish();
    // The page hands over again what it was not told to be durable.
    await outbox.append('page', makeEntries(3, 5));
    const after = await outbox.account();
    expect(after.outboxId).not.toBe(outboxId);
    expect(after.counters).toMatchObject({ pending: 3, delivered: 0, dropped: { 'outbox-lost': 3 } });
    const events = await waitingIn(outbox);
    expect(events.map(({ sequence }) => sequence)).toEqual(['1', '2', '3']);
    expect(events.every(({ source }) => source.endsWith(after.outboxId))).toBe(true);
    expect(lostProblems()).toHaveLength(1);
    await vanish();
    expect(pushedOf(await countersOf(outbox))).toBe(3);
  });

  it('counts what others have appended as well, if it has heard of that', async () => {
    const { open, vanish } = makeOrigin();
    const told: OutboxMark[] = [];
    const [outbox, other] = [open(), open({ onCommit: (mark) => told.push(mark) })];
    await outbox.append('page', makeEntries(1, 3));
    await other.append('other', makeEntries(1, 2, { pageId: 'other' }));
    for (const mark of told) outbox.hear(mark);
    outbox.hear({ outboxId: 'of another database', pending: 99, failedOpens: 0 });
    await vanish();
    await Promise.all([outbox.append('page', makeEntries(4, 4)), other.append('other', makeEntries(3, 3, { pageId: 'other' }))]);
    expect(await countersOf(outbox)).toMatchObject({ pending: 2, dropped: { 'outbox-lost': 5 } });
  });

  it('is not made less by what another told late, which was true before', async () => {
    const { open, vanish } = makeOrigin();
    const late: OutboxMark[] = [];
    const [outbox, other] = [open({ onCommit: (mark) => late.push(mark) }), open()];
    await outbox.append('page', makeEntries(1, 3));
    await other.append('other', makeEntries(1, 2, { pageId: 'other' }));
    expect(late.map((mark) => other.hear(mark))).toEqual([false]);
    await vanish();
    await other.append('other', makeEntries(3, 3, { pageId: 'other' }));
    expect(await countersOf(other)).toMatchObject({ pending: 1, dropped: { 'outbox-lost': 5 } });
  });

  it.each<[string, number, number]>([
    ['had appended more than whoever found it out had heard of', 0, 5],
    ['had delivered what whoever found it out took for waiting', 2, 3],
  ])('is set right by a context that %s', async (_what, delivered, lost) => {
    const { open, vanish, lostProblems } = makeOrigin();
    const [outbox, other] = [open(), open()];
    await outbox.append('page', makeEntries(1, 3));
    await other.append('other', makeEntries(1, 2, { pageId: 'other' }));
    if (delivered > 0) {
      const claim = await other.claim();
      const taken = await other.oldest({ ...roomy, events: delivered });
      if (taken) await other.settle(claim, taken, fates, firstSchedule);
    }
    await vanish();
    await outbox.append('page', makeEntries(4, 4));
    expect(await countersOf(outbox)).toMatchObject({ dropped: { 'outbox-lost': 3 } });
    for (const n of [3, 4]) await other.append('other', makeEntries(n, n, { pageId: 'other' }));
    expect(await countersOf(outbox)).toMatchObject({ pending: 3, dropped: { 'outbox-lost': lost } });
    expect(lostProblems()[0]?.message).toContain(`${lost} events`);
    await outbox.append('page', makeEntries(5, 5));
    expect(await countersOf(outbox)).toMatchObject({ pending: 4, dropped: { 'outbox-lost': lost } });
  });

  it('voids claims: whoever had the right to change rows of the old database has none in the new one', async () => {
    const { open, vanish } = makeOrigin();
    const [old, other] = [open(), open()];
    await old.append('page', makeEntries(1, 2));
    const claim = await old.claim();
    const taken = await old.oldest(roomy);
    await vanish();
    await other.append('page', makeEntries(3, 4));
    const newer = await other.claim();
    // Equal by chance: each database counts its claims from one.
    expect(newer.fence).toBe(claim.fence);
    expect(taken && (await old.settle(claim, taken, fates, firstSchedule))).toBeUndefined();
    expect(await old.reschedule(claim, { ...firstSchedule, failures: 9 })).toBe(false);
    expect((await waitingIn(other)).map(({ id }) => id)).toEqual(['page:3', 'page:4']);
    expect(await countersOf(other)).toMatchObject({ delivered: 0, pending: 2 });
  });

  it('is told after each commit what waits, for whoever keeps it elsewhere', async () => {
    const told: OutboxMark[] = [];
    const outbox = makeOrigin().open({ mark: { ...known, pending: 0, failedOpens: 2 }, onCommit: (mark) => told.push(mark) });
    await outbox.append('page', makeEntries(1, 2));
    const claim = await outbox.claim();
    const taken = await outbox.oldest({ ...roomy, events: 2 });
    if (taken) await outbox.settle(claim, taken, fates, firstSchedule);
    const { outboxId } = await outbox.account();
    expect(told).toEqual([2, 2, 0].map((pending, index) => ({ outboxId, pending, failedOpens: 0, revision: index + 1 })));
  });
});
