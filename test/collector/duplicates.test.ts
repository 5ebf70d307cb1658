import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDuckdbStore } from '../../collector/src/index.js';
import { customEvent, named, openCollector, report } from './collector-fixture.js';

async function temporaryFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'igevents-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, 'store.duckdb');
}

describe('duplicates', () => {
  it('stores an id once within a batch, and the first wins', async () => {
    const { post, get } = await openCollector();
    const answer = await (await post([named(1, 'first'), named(2, 'other'), named(1, 'second')])).json();
    expect(answer).toMatchObject({ accepted: 2, duplicates: 1, rejected: [] });
    expect(await get('/api/events/p1%3A1')).toMatchObject({ name: 'first' });
  });

  it('stores an id once across batches', async () => {
    const { post, get } = await openCollector();
    await post([customEvent(1), customEvent(2)]);
    const answer = await (await post([customEvent(2, { data: { event: 'changed' } }), customEvent(3)], { 'ig-attempt': '2' })).json();
    expect(answer).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(await get('/api/events/p1%3A2')).toMatchObject({ name: 'add_to_cart' });
    expect(await get('/api/summary')).toMatchObject({ events: 3, duplicates: 1, retries: 1, batches: 2 });
  });

  it('stores an id once when the same batch arrives many times at once', async () => {
    const { post, store } = await openCollector();
    const batch = Array.from({ length: 50 }, (_, index) => customEvent(index + 1));
    const answers: unknown[] = await Promise.all(Array.from({ length: 8 }, async () => (await post(batch)).json()));
    const accepted = answers.map((answer) => (answer as { accepted: number }).accepted);
    expect(accepted.sort((a, b) => b - a)).toEqual([50, 0, 0, 0, 0, 0, 0, 0]);
    expect(await store.events({ limit: 1000 })).toHaveLength(50);
  });

  it('recognises a report that arrives again', async () => {
    const { post } = await openCollector();
    expect(await (await post([report(1, {}), report(1, {})])).json()).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(await (await post([report(1, {})])).json()).toMatchObject({ accepted: 0, duplicates: 1 });
  });

  it('recognises an id after the file was closed and opened again', async () => {
    const path = await temporaryFile();
    const first = await openDuckdbStore(path);
    const batch = { batch: 'b', receivedAt: 0, sentAt: undefined, attempt: 1, rejected: 0 };
    const event = { id: 'p1:1', source: 's', sequence: 1n, time: 0, name: 'x', data: { event: 'x', properties: {} }, note: undefined };
    expect(await first.append([{ ...batch, events: [event] }])).toEqual([{ accepted: 1, duplicates: 0 }]);
    await first.close();
    const { post, get } = await openCollector({}, path);
    expect(await (await post([customEvent(1), customEvent(2)])).json()).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(await get('/api/summary')).toMatchObject({ events: 2, duplicates: 1, batches: 2 });
    expect(await get('/api/events')).toMatchObject([{ id: 'p1:2' }, { id: 'p1:1', name: 'x' }]);
  });
});
