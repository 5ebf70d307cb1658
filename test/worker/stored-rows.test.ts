import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Settings } from '../../src/shared/settings.js';
import type { OutboxStore, StoredRow } from '../../src/worker/outbox-store.js';
import type { RecordBatch } from '../../src/worker/record-batch.js';
import { missingOf } from '../support/loss-audit.js';
import { makeEntries } from '../support/make-event.js';
import { makeFlusher } from '../support/make-flusher.js';
import { isCustom, makeDiskStore, newSite, pushedOf } from '../support/make-outbox.js';
import { nothing } from '../support/nothing.js';
import { accepted, createScriptedTransport } from '../support/scripted-transport.js';

/** An outbox on the disk, and a hand that writes into its tables past it. */
function makeScene(settings: Settings = {}) {
  const site = newSite();
  const store = makeDiskStore(site);
  onTestFinished(() => store.close());
  const transport = createScriptedTransport(accepted);
  const { flusher, outbox, problems } = makeFlusher(transport, { settings: { site, ...settings }, store });
  let pushed = 0;
  const append = async (count: number): Promise<void> => {
    await outbox.append('page', makeEntries(pushed + 1, pushed + count));
    pushed += count;
  };
  const counters = async () => (await outbox.account()).counters;
  const sent = () => transport.sent.flatMap(({ events }) => events);
  return {
    store,
    flusher,
    outbox,
    problems,
    transport,
    append,
    counters,
    sent,
    sentIds: () =>
      sent()
        .filter(isCustom)
        .map(({ id }) => id),
  };
}

/** What a later version of the library writes: a body of another kind, and what every reader needs to count it. */
function putNewer(store: OutboxStore, count: number): Promise<StoredRow> {
  return store.transact('readwrite', async (tables) => {
    const head = await tables.head();
    if (!head) throw new Error('There is no outbox yet.');
    const row = { first: head.nextSequence, format: 2, count, bytes: 10 * count, packed: new Uint8Array([1, 2, 3]) };
    Object.assign(head, {
      nextSequence: head.nextSequence + count,
      pendingRows: head.pendingRows + 1,
      pendingEvents: head.pendingEvents + count,
      pendingBytes: head.pendingBytes + row.bytes,
    });
    tables.putHead(head);
    tables.putRow(row as unknown as RecordBatch);
    return row;
  });
}

function putJunk(store: OutboxStore, row: StoredRow): Promise<void> {
  return store.transact('readwrite', async (tables) => tables.putRow(row as RecordBatch));
}

const rowsIn = (store: OutboxStore): Promise<StoredRow[]> => store.transact('readonly', (tables) => tables.rows(1_000));

const nextSequence = (store: OutboxStore): Promise<number> =>
  store.transact('readonly', async (tables) => (await tables.head())?.nextSequence ?? 1);

/** The newest row's place taken by something unreadable. */
async function spoilNewest(store: OutboxStore, count = 1): Promise<void> {
  await putJunk(store, { first: (await nextSequence(store)) - count });
}

const ids = (...numbers: number[]): string[] => numbers.map((n) => `page:${n}`);

describe('stored-rows of a newer version', () => {
  it.each([
    ['front', 0, 2],
    ['middle', 1, 1],
    ['end', 2, 0],
  ])('are kept in place at the %s, neither sent nor counted as lost, and that is said', async (_place, before, after) => {
    const { store, flusher, outbox, append, counters, sentIds, problems } = makeScene();
    await outbox.account();
    if (before > 0) await append(before);
    const newer = await putNewer(store, 3);
    if (after > 0) await append(after);
    expect(await flusher.flush({ force: true })).toBe(2);
    expect(await flusher.flush({ force: true })).toBe(0);
    expect(sentIds()).toEqual(ids(1, 2));
    expect(await rowsIn(store)).toEqual([newer]);
    expect(await counters()).toMatchObject({ delivered: 2, pending: 3, dropped: nothing });
    expect(problems().map(({ code }) => code)).toEqual(['newer-rows']);
  });

  it('are not given up for room: our own are', async () => {
    const { store, append, counters } = makeScene({ maxOutboxEvents: 5 });
    await append(2);
    const newer = await putNewer(store, 3);
    await append(2);
    expect(await rowsIn(store)).toMatchObject([newer, { count: 2 }]);
    expect(await counters()).toMatchObject({ pending: 5, dropped: { 'outbox-full': 2 } });
    await append(4);
    expect((await rowsIn(store))[0]).toEqual(newer);
    expect(pushedOf(await counters())).toBe(11);
  });

  it('wait behind a newer account of the outbox as well, which nobody here may change', async () => {
    const { store, outbox, append } = makeScene();
    await append(2);
    await store.transact('readwrite', async (tables) => {
      const head = await tables.head();
      if (head) tables.putHead(Object.assign(head, { format: 2 }));
    });
    const before = await rowsIn(store);
    await expect(append(1)).rejects.toThrow('newer version');
    await expect(outbox.claim()).rejects.toThrow('newer version');
    await expect(outbox.oldest({ events: 9, bytes: 9_999 })).rejects.toThrow('newer version');
    expect(await rowsIn(store)).toEqual(before);
  });
});

describe('stored-rows that nobody can have written', () => {
  const whole = { format: 1, count: 1, bytes: 10, body: '{"id":"x"}', firstAt: '', report: false };
  it.each([
    ['has nothing but a key', {}],
    ['is of no format', { ...whole, format: undefined }],
    ['is of a format in words', { ...whole, format: '1' }],
    ['is of half a format', { ...whole, format: 1.5 }],
    ['has no body', { ...whole, body: undefined }],
    ['has a body of bytes', { ...whole, body: new Uint8Array(3) }],
    ['counts nothing', { ...whole, count: 0 }],
    ['counts backwards', { ...whole, count: -5 }],
    ['counts in words', { ...whole, count: '1' }],
    ['counts what is no number', { ...whole, count: Number.NaN }],
    ['has no size', { ...whole, bytes: undefined }],
    ['is of a newer format but uncountable', { ...whole, format: 2, count: undefined }],
  ])('are deleted, and the others delivered: one that %s', async (_what, junk) => {
    const { store, flusher, append, counters, sentIds } = makeScene({ maxBatchEvents: 2 });
    await append(3);
    for (const first of [-7, 0.5, 2.5, 1_000]) await putJunk(store, { ...junk, first });
    await append(2);
    expect(await flusher.flush({ force: true })).toBe(5);
    expect(sentIds()).toEqual(ids(1, 2, 3, 4, 5));
    expect([await rowsIn(store), await counters()]).toMatchObject([[], { delivered: 5, pending: 0, pendingBytes: 0, dropped: nothing }]);
  });

  it('are counted when an event row has become one, told to the collector, and leave its audit balanced', async () => {
    const { store, flusher, append, counters, sent, sentIds } = makeScene();
    await append(2);
    await append(3);
    await spoilNewest(store, 3);
    await append(1);
    await flusher.flush({ force: true });
    expect(sentIds()).toEqual(ids(1, 2, 6));
    expect(await counters()).toMatchObject({ delivered: 3, pending: 0, dropped: { 'bad-row': 3 } });
    expect(Object.values(missingOf(sent()))).toEqual([0]);
  });

  it('do not change what is known of parked events', async () => {
    const { store, outbox, append, counters } = makeScene();
    await append(3);
    const claim = await outbox.claim();
    const taken = await outbox.oldest({ events: 1, bytes: 1 });
    const parked = { others: { kind: 'parked' as const, retryAt: Number.MAX_SAFE_INTEGER }, byId: new Map() };
    if (taken) await outbox.settle(claim, taken, parked, claim.schedule);
    await putJunk(store, { first: 50 });
    expect((await outbox.oldest({ events: 9, bytes: 9_999 }))?.count).toBe(2);
    expect(await counters()).toMatchObject({ pending: 3, dropped: nothing });
  });
});

describe('stored-rows of every kind', () => {
  it('leave the account exact in whatever order they stand', async () => {
    const anyRow = fc.constantFrom('ours', 'ours', 'newer', 'junk', 'spoilt');
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (kinds, maxBatchEvents) => {
        const { store, flusher, append, counters, sent, sentIds } = makeScene({ maxBatchEvents });
        await append(1);
        const [newer, expected]: [StoredRow[], string[]] = [[], ['page:1']];
        let [pushed, spoilt] = [1, 0];
        for (const kind of kinds) {
          if (kind === 'newer') newer.push(await putNewer(store, 2));
          else if (kind === 'junk') await putJunk(store, { first: (await nextSequence(store)) - 0.5 });
          else {
            await append(1);
            pushed += 1;
            if (kind === 'ours') expected.push(`page:${pushed}`);
            else await spoilNewest(store);
            spoilt += kind === 'spoilt' ? 1 : 0;
          }
        }
        await flusher.flush({ force: true });
        // The report of what was spoilt may have come after the last batch.
        await flusher.flush({ force: true });
        expect(sentIds()).toEqual(expected);
        expect(await rowsIn(store)).toEqual(newer);
        expect(await counters()).toMatchObject({
          delivered: expected.length,
          pending: 2 * newer.length,
          dropped: spoilt ? { 'bad-row': spoilt } : nothing,
        });
        const [missing = 0] = Object.values(missingOf(sent()));
        expect(missing).toBeLessThanOrEqual(2 * newer.length);
      }),
      { numRuns: 60 },
    );
  });
});
