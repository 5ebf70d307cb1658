import { describe, expect, it, onTestFinished } from 'vitest';
import { type CheckedBatch, type CheckedEvent, openDuckdbStore, type Store } from '../../collector/src/index.js';
import { createMemoryStore } from '../support/memory-store.js';

const source = 'urn:igevents:shop:o1';
const noon = Date.UTC(2026, 5, 1, 12);
const day = 86_400_000;

const stores: [string, () => Promise<Store>][] = [
  ['the DuckDB store', () => openDuckdbStore(':memory:')],
  ['the memory store', async () => createMemoryStore()],
];

function event(n: number, changes: Partial<CheckedEvent> = {}): CheckedEvent {
  const data = { event: 'view', properties: { n }, userId: 'ig_1', page: { url: 'https://shop.example/' } };
  return { id: `p1:${n}`, source, sequence: BigInt(n), time: noon - 1_000, name: 'view', data, note: undefined, ...changes };
}

function report(n: number, data: CheckedEvent['data']): CheckedEvent {
  return event(n, { id: `r:${n}`, name: undefined, data });
}

function batch(events: readonly CheckedEvent[], changes: Partial<CheckedBatch> = {}): CheckedBatch {
  return { batch: 'b', receivedAt: noon, sentAt: noon - 100, attempt: 1, rejected: 0, events, ...changes };
}

/** What a story leaves behind: the answers, the ids in the order of storing, and the audit. */
async function tell(open: () => Promise<Store>, ...groups: readonly (readonly CheckedBatch[])[]) {
  const store = await open();
  onTestFinished(() => store.close());
  const answers: unknown[] = [];
  for (const group of groups) answers.push(...(await store.append(group)));
  const stored = await store.events({ after: 0, limit: 1_000 });
  return { store, answers, stored, ids: stored.map(({ id }) => id), outboxes: await store.outboxes() };
}

describe.each(stores)('%s', (_, open) => {
  it('keeps each id once, the first content, and the order of arrival', async () => {
    const changed = event(1, { data: { event: 'view', properties: { n: 99 } } });
    const { answers, ids, stored } = await tell(
      open,
      [batch([event(2), event(1), changed]), batch([event(1), event(3)])],
      [batch([event(3)])],
    );
    expect(answers).toEqual([
      { accepted: 2, duplicates: 1 },
      { accepted: 1, duplicates: 1 },
      { accepted: 0, duplicates: 1 },
    ]);
    expect(ids).toEqual(['p1:2', 'p1:1', 'p1:3']);
    expect(stored[1]).toMatchObject({ properties: { n: 1 } });
  });

  it('recognises a batch that comes again after days', async () => {
    const { answers, ids } = await tell(open, [batch([event(1), event(2)])], [batch([event(1), event(2)], { receivedAt: noon + 3 * day })]);
    expect(answers).toEqual([
      { accepted: 2, duplicates: 0 },
      { accepted: 0, duplicates: 2 },
    ]);
    expect(ids).toHaveLength(2);
  });

  it('tells everything about an event', async () => {
    const { store } = await tell(open, [batch([event(7, { note: 'a note' })], { batch: 'b7', attempt: 3 })]);
    expect(await store.event('p1:7')).toEqual({
      position: store.lastPosition(),
      id: 'p1:7',
      source,
      sequence: '7',
      name: 'view',
      time: '2026-06-01T11:59:59.000Z',
      correctedTime: null,
      sentAt: '2026-06-01T11:59:59.900Z',
      receivedAt: '2026-06-01T12:00:00.000Z',
      lagMs: 1_000,
      attempt: 3,
      batch: 'b7',
      userId: 'ig_1',
      sessionId: null,
      pageId: null,
      url: 'https://shop.example/',
      properties: { n: 7 },
      testGroups: [],
      campaigns: [],
      note: 'a note',
      data: { event: 'view', properties: { n: 7 }, userId: 'ig_1', page: { url: 'https://shop.example/' } },
    });
    expect(await store.event('p1:8')).toBeUndefined();
  });

  it('gives pages of events, the newest first or from a position on', async () => {
    const { store, stored } = await tell(open, [batch([event(1), event(2), event(3, { name: 'buy' }), event(4)])]);
    const [, second, third] = stored.map(({ position }) => position);
    const idsOf = async (filter: Parameters<Store['events']>[0]) => (await store.events(filter)).map(({ id }) => id);
    expect(await idsOf({ limit: 2 })).toEqual(['p1:4', 'p1:3']);
    expect(await idsOf({ before: third, limit: 10 })).toEqual(['p1:2', 'p1:1']);
    expect(await idsOf({ after: second, limit: 1 })).toEqual(['p1:3']);
    expect(await idsOf({ name: 'buy', limit: 10 })).toEqual(['p1:3']);
    expect(await idsOf({ user: 'nobody', limit: 10 })).toEqual([]);
  });

  it('audits each outbox: highest number, distinct numbers, what reports say was given up, and what is missing', async () => {
    const losses = { dropped: { 'outbox-full': 2, 'too-large': 1, 'staging-full': 40 }, buried: 1, pending: 5 };
    const { outboxes } = await tell(
      open,
      [batch([event(1), report(2, { dropped: { 'outbox-full': 1 }, buried: 0, pending: 0 })])],
      [
        batch([report(10, losses)], { attempt: 2, receivedAt: noon + day }),
        batch([event(1)]),
        batch([
          event(20, { source: 'urn:igevents:shop:o2', sequence: 1n }),
          event(21, { source: 'urn:igevents:shop:o2', sequence: undefined }),
        ]),
      ],
    );
    const quiet = {
      dropped: 0,
      buried: 0,
      duplicates: 0,
      retries: 0,
      idConflicts: 0,
      cloned: 0,
      pending: null,
      clockOffsetMs: 0,
      report: null,
    };
    expect(outboxes).toEqual([
      {
        ...quiet,
        source,
        highestSequence: 10,
        received: 3,
        dropped: 3,
        buried: 1,
        missing: 3,
        duplicates: 1,
        retries: 1,
        pending: 5,
        clockOffsetMs: -day - 100,
        lastSeenAt: '2026-06-02T12:00:00.000Z',
        report: {
          at: '2026-06-02T11:59:59.100Z',
          receivedAt: '2026-06-02T12:00:00.000Z',
          pending: 5,
          oldestMs: null,
          dropped: { 'outbox-full': 2, 'too-large': 1, 'staging-full': 40 },
        },
      },
      { ...quiet, source: 'urn:igevents:shop:o2', highestSequence: 1, received: 1, missing: 0, lastSeenAt: '2026-06-01T12:00:00.000Z' },
    ]);
  });

  it('counts a number as arrived under which a known event comes again', async () => {
    const again = batch([event(1, { sequence: 3n }), event(1, { sequence: 3n }), event(4)]);
    const { outboxes } = await tell(open, [batch([event(1), event(2)])], [again], [again]);
    expect(outboxes).toMatchObject([{ highestSequence: 4, received: 4, missing: 0, duplicates: 5, idConflicts: 0, cloned: 0 }]);
  });

  it('counts what comes under a known id with another name, time or properties, once for each content, and keeps the first', async () => {
    const others = [event(1, { name: 'buy' }), event(1, { time: noon }), event(1, { data: { event: 'view', properties: { n: 2 } } })];
    const { outboxes, answers, stored } = await tell(open, [batch([event(1)])], [batch(others)], [batch(others, { attempt: 2 })]);
    expect(answers.at(-1)).toEqual({ accepted: 0, duplicates: 3 });
    expect(stored).toMatchObject([{ name: 'view', properties: { n: 1 }, time: '2026-06-01T11:59:59.000Z' }]);
    expect(outboxes).toMatchObject([{ idConflicts: 3, cloned: 0, duplicates: 6, missing: 0 }]);
  });

  it('finds a conflict within one batch, and in the accounts of reports', async () => {
    const { outboxes } = await tell(open, [
      batch([report(1, { buried: 1 }), report(1, { buried: 2 }), event(2), event(2, { name: 'buy' }), event(3, { id: 'r:1' })]),
    ]);
    expect(outboxes).toMatchObject([{ idConflicts: 2, cloned: 0, buried: 1, received: 3 }]);
  });

  it('shows an outbox of which nothing but a forgery arrived', async () => {
    const forged = event(1, { source: 'urn:igevents:shop:o9', name: 'forged' });
    const { outboxes } = await tell(open, [batch([event(1)])], [batch([forged])]);
    expect(outboxes).toMatchObject([
      { source: 'urn:igevents:shop:o9', idConflicts: 1, duplicates: 1, highestSequence: 1, received: 1 },
      { source, idConflicts: 0 },
    ]);
  });

  it('takes an event again whose page and session are others: a restarted worker adds them anew', async () => {
    const again = event(1, { data: { event: 'view', properties: { n: 1 }, sessionId: 'later' } });
    const { outboxes } = await tell(open, [batch([event(1)])], [batch([again])]);
    expect(outboxes).toMatchObject([{ idConflicts: 0, duplicates: 1 }]);
  });

  it('keeps both events when a cloned profile gives the same number, and counts the clone', async () => {
    const clone = batch([event(1, { id: 'p2:1' }), event(2, { id: 'p2:2' }), report(3, {})]);
    const { ids, outboxes } = await tell(open, [batch([event(1), event(2), event(3)])], [clone], [{ ...clone, attempt: 2 }]);
    expect(ids).toEqual(['p1:1', 'p1:2', 'p1:3', 'p2:1', 'p2:2']);
    expect(outboxes).toMatchObject([{ highestSequence: 3, received: 3, missing: 0, cloned: 3, idConflicts: 0, duplicates: 3 }]);
  });

  it('corrects the time of a push by a clock that was off, and leaves that of a right one', async () => {
    const slow = batch([event(1, { time: Date.UTC(1970, 0, 1) })], { sentAt: Date.UTC(1970, 0, 3) });
    const { stored, outboxes } = await tell(open, [batch([event(2)], { receivedAt: noon - 1 }), slow]);
    expect(stored).toMatchObject([
      { id: 'p1:2', correctedTime: null, lagMs: 999 },
      { id: 'p1:1', time: '1970-01-01T00:00:00.000Z', correctedTime: '2026-05-30T12:00:00.000Z', lagMs: 2 * day },
    ]);
    expect(outboxes).toMatchObject([{ clockOffsetMs: Date.UTC(1970, 0, 3) - noon }]);
  });

  it('does not know the clock of an outbox that never told its time of sending', async () => {
    const { outboxes, stored } = await tell(open, [batch([event(1)], { sentAt: undefined, attempt: undefined, batch: undefined })]);
    expect(outboxes).toMatchObject([{ clockOffsetMs: null }]);
    expect(stored).toMatchObject([{ sentAt: null, correctedTime: null, attempt: null, batch: null }]);
  });

  it('keeps the clock that told last when a batch comes without one', async () => {
    const silent = batch([event(2)], { receivedAt: noon + day, sentAt: undefined });
    const { outboxes } = await tell(open, [batch([event(1)], { sentAt: noon + day })], [silent]);
    expect(outboxes).toMatchObject([{ clockOffsetMs: day }]);
  });
});
