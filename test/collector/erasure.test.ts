import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CheckedBatch, type CheckedEvent, openDuckdbStore, type Store } from '../../collector/src/index.js';
import { erasureType } from '../../src/shared/cloud-event.js';
import { createMemoryStore } from '../support/memory-store.js';
import { customEvent, openCollector } from './collector-fixture.js';

const source = 'urn:igevents:shop:o1';
const elsewhere = 'urn:igevents:shop:o2';
const noon = Date.UTC(2026, 5, 1, 12);
const hour = 3_600_000;

const stores: [string, () => Promise<Store>][] = [
  ['the DuckDB store', () => openDuckdbStore(':memory:')],
  ['the memory store', async () => createMemoryStore()],
];

/** Pushed a second after the one before, by user `ann` unless said otherwise. */
function event(n: number, changes: Partial<CheckedEvent> = {}, userId = 'ann'): CheckedEvent {
  const data = { event: 'view', properties: { n }, userId, sessionId: 's', page: { url: 'https://shop.example/secret' } };
  return { id: `p1:${n}`, source, sequence: BigInt(n), time: noon + n * 1_000, name: 'view', data, note: undefined, ...changes };
}

function request(n: number, changes: Partial<CheckedEvent> = {}, userId = 'ann'): CheckedEvent {
  return event(n, { id: `e:${n}`, name: undefined, erases: userId, data: {}, ...changes });
}

function batch(events: readonly CheckedEvent[], changes: Partial<CheckedBatch> = {}): CheckedBatch {
  return { batch: 'b', receivedAt: noon + hour, sentAt: noon + hour, attempt: 1, rejected: 0, events, ...changes };
}

/** What is left when batches have come one after the other. */
async function tell(open: () => Promise<Store>, ...batches: readonly (readonly CheckedEvent[] | CheckedBatch)[]) {
  const store = await open();
  onTestFinished(() => store.close());
  const answers: unknown[] = [];
  for (const each of batches) answers.push(...(await store.append(['events' in each ? each : batch(each)])));
  const ids = (await store.events({ after: 0, limit: 100 })).map(({ id }) => id);
  return { store, answers, ids, outboxes: await store.outboxes() };
}

describe.each(stores)('%s', (_, open) => {
  it('deletes what a user has pushed before the request, and nothing else', async () => {
    const { ids, store } = await tell(open, [event(1), event(2, {}, 'bob'), event(3)], [request(4), event(5)]);
    expect(ids).toEqual(['p1:2', 'p1:5']);
    expect(await store.event('p1:1')).toBeUndefined();
    expect(await store.event('p1:5')).toMatchObject({ userId: 'ann', properties: { n: 5 } });
  });

  it('deletes what comes late of a forgotten user beside another user’s request', async () => {
    const { ids } = await tell(open, [request(4)], [event(2), event(9, {}, 'bob'), request(10, {}, 'cleo')]);
    expect(ids).toEqual(['p1:9']);
  });

  it('deletes what came in the same request, and in the same commit', async () => {
    expect((await tell(open, [request(3), event(1), event(4)])).ids).toEqual(['p1:4']);
    const store = await open();
    onTestFinished(() => store.close());
    await store.append([batch([event(1), event(2, {}, 'bob')]), batch([request(3)])]);
    expect((await store.events({ after: 0, limit: 10 })).map(({ id }) => id)).toEqual(['p1:2']);
  });

  it('deletes what arrives only after the request, when it was pushed before', async () => {
    const { ids } = await tell(open, [request(3)], [event(1), event(2, {}, 'bob'), event(4)]);
    expect(ids).toEqual(['p1:2', 'p1:4']);
  });

  it('finds nothing missing, and shows the request in no event', async () => {
    const { outboxes } = await tell(open, [event(1), event(2)], [request(3)], [event(4)]);
    expect(outboxes).toMatchObject([{ highestSequence: 4, received: 4, missing: 0, cloned: 0, idConflicts: 0 }]);
  });

  it('answers a repeat of a deleted event as a duplicate, and keeps nothing of it', async () => {
    const { answers, ids, outboxes } = await tell(open, [event(1)], [request(2)], [event(1)]);
    expect(answers).toEqual([
      { accepted: 1, duplicates: 0 },
      { accepted: 1, duplicates: 0 },
      { accepted: 0, duplicates: 1 },
    ]);
    expect(ids).toEqual([]);
    expect(outboxes).toMatchObject([{ duplicates: 1, idConflicts: 0, missing: 0 }]);
  });

  it('is carried out once however often it comes: what the user does later stays', async () => {
    const again = request(2);
    const { answers, ids, outboxes } = await tell(open, [event(1), request(2)], [event(3)], [again]);
    expect(answers.at(-1)).toEqual({ accepted: 0, duplicates: 1 });
    expect(ids).toEqual(['p1:3']);
    expect(outboxes).toMatchObject([{ received: 3, missing: 0, duplicates: 1, idConflicts: 0 }]);
  });

  it('takes another user under the id of a known request for a conflict', async () => {
    const { ids, outboxes } = await tell(open, [event(1), event(2, {}, 'bob')], [request(3)], [request(3, {}, 'bob')]);
    expect(ids).toEqual(['p1:2']);
    expect(outboxes).toMatchObject([{ idConflicts: 1 }]);
  });

  it('goes by the numbers within an outbox, whatever its clock did', async () => {
    const { ids } = await tell(open, [event(1, { time: noon + 20_000 }), request(2, { time: noon + 5_000 }), event(3, { time: noon })]);
    expect(ids).toEqual(['p1:3']);
  });

  it('goes by the corrected clocks between two outboxes', async () => {
    const far = (n: number, time: number): CheckedEvent => event(n, { id: `p2:${n}`, source: elsewhere, time });
    // This device's clock is a day ahead.
    const ahead = batch([far(1, noon + 24 * hour), far(2, noon + 24 * hour + 60_000)], { sentAt: noon + 25 * hour });
    const { ids, outboxes } = await tell(open, ahead, [request(1, { time: noon + 30_000 })]);
    expect(ids).toEqual(['p2:2']);
    expect(outboxes.map(({ missing }) => missing)).toEqual([0, 0]);
  });

  it('obeys each of several requests', async () => {
    const { ids } = await tell(open, [event(1), request(2), event(3), event(4, {}, 'bob'), request(5), event(6)], [request(7, {}, 'bob')]);
    expect(ids).toEqual(['p1:6']);
  });
});

describe('erasure', () => {
  const erasure = (n: number, data: Record<string, unknown> = { userId: 'ig_1' }): Record<string, unknown> =>
    customEvent(n, { id: `e:${n}`, type: erasureType, data, time: '2026-03-01T10:00:01.000Z' });

  it('is accepted like any event, and shown by nobody', async () => {
    const { post, get } = await openCollector();
    await post([customEvent(1), customEvent(2, { data: { event: 'view', userId: 'bob' } })]);
    expect(await (await post([erasure(3, { userId: 'ig_1', requestedAt: '2026-02-28T10:00:00Z' })])).json()).toMatchObject({
      accepted: 1,
      rejected: [],
    });
    expect(await get('/api/events')).toMatchObject([{ id: 'p1:2' }]);
    expect(await get('/api/events?user=ig_1')).toEqual([]);
    expect(await get('/api/events?q=A-17')).toEqual([]);
    expect(await get('/api/names')).toMatchObject([{ name: 'view', count: 1 }]);
    expect(await get('/api/summary')).toMatchObject({ events: 1, names: 1, users: 1, missing: 0, lag: { events: 1 } });
    expect(await get('/api/breakdown?name=add_to_cart&path=sku')).toMatchObject({ events: 0, values: [] });
    expect(await get('/api/events/p1%3A1')).toMatchObject({ status: 404 });
    expect(await get('/api/outboxes')).toMatchObject([{ highestSequence: 3, received: 3, missing: 0 }]);
  });

  it.each([undefined, '', 7, 'x'.repeat(1_025)])('is rejected without a user: %j', async (userId) => {
    const { post } = await openCollector();
    expect(await (await post([erasure(1, { userId })])).json()).toMatchObject({
      rejected: [{ id: 'e:1', code: 'invalid-user', retryable: false }],
    });
  });

  it('leaves nothing in the file but ids, numbers and a hash, and is remembered over a restart', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'igevents-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const path = join(directory, 'store.duckdb');
    const first = await openDuckdbStore(path);
    await first.append([batch([event(1)])]);
    await first.append([batch([request(2)])]);
    await first.close();

    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    const [events] = (await connection.runAndReadAll('select * exclude (erased_at) from events')).getRowObjectsJson();
    const [erasures] = (await connection.runAndReadAll('select * from erasures')).getRowObjectsJson();
    connection.closeSync();
    instance.closeSync();
    expect(events).toMatchObject({ id: 'p1:1', sequence: '1', name: '', data: '{}', properties: 'null', user_id: null, url: null });
    expect(JSON.stringify([events, erasures])).not.toMatch(/ann|secret|view/);

    const second = await openDuckdbStore(path);
    onTestFinished(() => second.close());
    const late = event(1, { id: 'p1:0', sequence: 0n });
    expect(await second.append([batch([event(1), late])])).toEqual([{ accepted: 1, duplicates: 1 }]);
    expect(await second.events({ limit: 10 })).toEqual([]);
    expect(await second.append([batch([request(2)])])).toEqual([{ accepted: 0, duplicates: 1 }]);
  });

  it('does not come down the live tail', async () => {
    const { post, request: ask } = await openCollector();
    await post([erasure(9)]);
    const controller = new AbortController();
    const response = await ask('/api/tail', { signal: controller.signal });
    const reader = response.body?.getReader();
    if (!reader) throw new Error('The tail has no body.');
    onTestFinished(() => reader.cancel());
    await post([customEvent(1), customEvent(10)]);
    let text = '';
    for (let isDone = false; !isDone && !text.includes('p1:10'); ) {
      const part = await reader.read();
      isDone = part.done;
      text += new TextDecoder().decode(part.value);
    }
    expect(text).not.toContain('p1:1"');
  });
});
