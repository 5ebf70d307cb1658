import { describe, expect, it } from 'vitest';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import { makeEntries } from '../support/make-event.js';
import { isCustom, isReport, makeOutbox, pushedOf, waitingIn } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';
import { nothing } from '../support/nothing.js';

const roomy = { events: 500, bytes: 1_000_000 };
const others = { kind: 'delivered' as const };
const day = 24 * 3_600_000;

describe('outbox', () => {
  it('keeps what was appended for the next who opens it, under the same name and numbers', async () => {
    const { outbox, site } = makeOutbox();
    await outbox.append('page', makeEntries(1, 3));
    const before = await outbox.account();
    outbox.close();
    const { outbox: later } = makeOutbox({ site });
    expect((await waitingIn(later)).map(({ id, sequence, source }) => [id, sequence, source])).toEqual(
      [1, 2, 3].map((n) => [`page:${n}`, String(n), `urn:igevents:${site}:${before.outboxId}`]),
    );
    expect(await later.account()).toEqual(before);
  });

  it('recognises a repeated append by the number of the push', async () => {
    const { outbox } = makeOutbox();
    await outbox.append('page', makeEntries(1, 3));
    await outbox.append('page', makeEntries(2, 5));
    await outbox.append('page', makeEntries(1, 5));
    expect((await waitingIn(outbox)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5].map((n) => `page:${n}`));
    expect((await outbox.account()).counters.pending).toBe(5);
  });

  it('tells pages apart that count their pushes alike', async () => {
    const { outbox } = makeOutbox();
    await outbox.append('one', makeEntries(1, 1, { pageId: 'one' }));
    await outbox.append('two', makeEntries(1, 1, { pageId: 'two' }));
    expect((await waitingIn(outbox)).map(({ id }) => id)).toEqual(['one:1', 'two:1']);
  });

  it('numbers the events of two contexts on one database without a gap', async () => {
    const { outbox, site } = makeOutbox();
    const { outbox: other } = makeOutbox({ site });
    const appends = Array.from({ length: 10 }, (_, turn) => {
      const pageId = turn % 2 ? 'odd' : 'even';
      return (turn % 2 ? other : outbox).append(pageId, makeEntries(turn * 3 + 1, turn * 3 + 3, { pageId }));
    });
    await Promise.all(appends);
    const events = await waitingIn(outbox);
    expect(events.map(({ sequence }) => Number(sequence))).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(new Set(events.map(({ id, source }) => source + id)).size).toBe(30);
  });

  it('tells the same name before and after its first append', async () => {
    const { outbox } = makeOutbox();
    const { outboxId } = await outbox.account();
    await outbox.append('page', makeEntries(1, 1));
    expect((await outbox.account()).outboxId).toBe(outboxId);
  });

  it('counts what was rejected or dropped before it, and numbers only events', async () => {
    const { outbox } = makeOutbox();
    const [first, last] = [makeEntries(1, 1), makeEntries(9, 9)];
    await outbox.append('page', [
      ...first,
      { n: 2, rejected: 'name-empty' },
      { n: 7, dropped: 5 },
      { n: 8, rejected: 'name-empty' },
      ...last,
    ]);
    expect((await outbox.account()).counters).toMatchObject({ pending: 2, rejected: { 'name-empty': 2 }, dropped: { 'staging-full': 5 } });
    expect((await waitingIn(outbox)).map(({ sequence }) => sequence)).toEqual(['1', '2']);
  });

  it('deletes nothing before it is settled', async () => {
    const { outbox } = makeOutbox();
    await outbox.append('page', makeEntries(1, 5));
    await outbox.oldest(roomy);
    await outbox.oldest(roomy);
    expect(await waitingIn(outbox)).toHaveLength(5);
  });

  it('deletes an acknowledged batch and counts it in one transaction', async () => {
    const { outbox, clock } = makeOutbox({ maxBatchEvents: 2 });
    await outbox.append('page', makeEntries(1, 5));
    const claim = await outbox.claim();
    const taken = await outbox.oldest({ ...roomy, events: 3 });
    expect(taken).toMatchObject({ count: 2, more: true });
    const settled = taken && (await outbox.settle(claim, taken, { others, byId: new Map() }, firstSchedule, 1));
    expect(settled).toEqual({ delivered: 2 });
    expect(await outbox.account()).toMatchObject({ counters: { delivered: 2, duplicates: 1, pending: 3 }, deliveredAt: clock.now() });
    expect((await waitingIn(outbox)).map(({ id }) => id)).toEqual(['page:3', 'page:4', 'page:5']);
  });

  it('rewrites what stays of a batch: accepted leave, refused are buried, retryable ones wait', async () => {
    const { outbox } = makeOutbox();
    await outbox.append('page', makeEntries(1, 5));
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    const byId = new Map([
      ['page:2', { kind: 'buried' as const, code: 'bad', detail: '' }],
      ['page:3', { kind: 'keep' as const }],
      ['page:5', { kind: 'keep' as const }],
    ]);
    const settled = taken && (await outbox.settle(claim, taken, { others, byId }, firstSchedule));
    expect(settled).toEqual({ delivered: 2 });
    const waiting = await waitingIn(outbox);
    expect(waiting.filter(isCustom).map(({ id }) => id)).toEqual(['page:3', 'page:5']);
    expect(waiting.filter(isReport)).toMatchObject([{ sequence: '6', data: { buried: 1, pending: 2 } }]);
    expect((await outbox.account()).counters).toMatchObject({ delivered: 2, buried: 1, pending: 2 });
  });

  it('says truly whether events wait behind a batch whose row has lost its last event', async () => {
    const { outbox } = makeOutbox();
    await outbox.append('page', makeEntries(1, 2));
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    const byId = new Map([['page:1', { kind: 'keep' as const }]]);
    if (taken) await outbox.settle(claim, taken, { others, byId }, firstSchedule);
    expect(await outbox.oldest(roomy)).toMatchObject({ count: 1, more: false });
  });

  it('fences out whoever claimed before somebody else did', async () => {
    const { outbox, site } = makeOutbox();
    const { outbox: other } = makeOutbox({ site });
    await outbox.append('page', makeEntries(1, 2));
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    await other.claim();
    expect(taken && (await outbox.settle(claim, taken, { others, byId: new Map() }, firstSchedule))).toBeUndefined();
    expect(await outbox.reschedule(claim, { ...firstSchedule, failures: 9 })).toBe(false);
    expect(await other.account()).toMatchObject({ counters: { delivered: 0, pending: 2 }, schedule: { failures: 0 } });
  });

  it('keeps the schedule for the next who claims', async () => {
    const { outbox, site } = makeOutbox();
    const claim = await outbox.claim();
    const schedule = { ...firstSchedule, failures: 3, nextAttemptAt: 5, waitMs: 5 };
    expect(await outbox.reschedule(claim, schedule)).toBe(true);
    expect((await makeOutbox({ site }).outbox.claim()).schedule).toEqual(schedule);
  });

  it('puts a suspect aside for a day and back in its place, and counts it as pending all the time', async () => {
    const { outbox, clock } = makeOutbox();
    await outbox.append('page', makeEntries(1, 3));
    const claim = await outbox.claim();
    const suspect = await outbox.oldest({ events: 1, bytes: 1 });
    if (suspect)
      await outbox.settle(claim, suspect, { others: { kind: 'parked', retryAt: clock.now() + day }, byId: new Map() }, firstSchedule);
    expect((await waitingIn(outbox)).map(({ id }) => id)).toEqual(['page:2', 'page:3']);
    expect((await outbox.account()).counters.pending).toBe(3);
    clock.jump(day - 1);
    await outbox.claim();
    expect(await waitingIn(outbox)).toHaveLength(2);
    clock.jump(1);
    await outbox.claim();
    expect((await waitingIn(outbox)).map(({ id }) => id)).toEqual(['page:1', 'page:2', 'page:3']);
    expect((await outbox.account()).counters.pending).toBe(3);
  });

  it('tells in its report when the oldest event was pushed, also when that one came back from being parked', async () => {
    const { outbox, clock } = makeOutbox();
    await outbox.append('page', makeEntries(1, 2));
    const claim = await outbox.claim();
    const suspect = await outbox.oldest({ events: 1, bytes: 1 });
    if (suspect)
      await outbox.settle(claim, suspect, { others: { kind: 'parked', retryAt: clock.now() + day }, byId: new Map() }, firstSchedule);
    clock.jump(day);
    await outbox.append('page', [{ n: 3, rejected: 'name-empty' }]);
    await outbox.claim();
    const report = (await waitingIn(outbox)).find(isReport);
    expect(report?.data.oldestAt).toBe('2026-06-01T12:00:00.001Z');
  });

  it('numbers a report like any event, counts it as nobody’s push, and tells the same losses once', async () => {
    const { outbox, clock } = makeOutbox({}, createManualClock());
    await outbox.append('page', [...makeEntries(1, 2), { n: 3, rejected: 'not-an-object' }]);
    await outbox.claim();
    await outbox.claim();
    const events = await waitingIn(outbox);
    expect(events.map(({ sequence }) => sequence)).toEqual(['1', '2', '3']);
    const [report, ...more] = events.filter(isReport);
    expect(more).toEqual([]);
    expect(report).toMatchObject({
      time: new Date(clock.now()).toISOString(),
      source: events[0]?.source,
      data: { dropped: nothing, rejected: { 'not-an-object': 1 }, buried: 0, pending: 2, oldestAt: '2026-06-01T12:00:00.001Z' },
    });
    const { counters } = await outbox.account();
    expect(counters.pending).toBe(2);
    expect(pushedOf(counters)).toBe(3);
    expect(events.filter(isCustom)).toHaveLength(2);
  });
});
