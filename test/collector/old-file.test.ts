import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { customEvent, openCollector, source } from './collector-fixture.js';

/** A file as the first version made it; never to be changed. */
const firstVersion = `
  create table events (
    id varchar primary key, position bigint not null, source varchar not null, sequence bigint, name varchar not null, time timestamp not null,
    sent_at timestamp, received_at timestamp not null, attempt integer, batch varchar, user_id varchar, session_id varchar, page_id varchar,
    url varchar, properties json not null, test_groups json not null, campaigns json not null, note varchar, data json not null
  );
  create table reports (
    id varchar primary key, source varchar not null, sequence bigint, time timestamp not null, received_at timestamp not null, data json not null
  );
  create table repeat_numbers (source varchar not null, sequence bigint not null, id varchar not null, primary key (source, sequence));
  create table batches (
    batch varchar, source varchar, sent_at timestamp, received_at timestamp not null, attempt integer,
    accepted integer not null, duplicates integer not null, rejected integer not null
  );
  insert into events values
    ('p1:1', 1, '${source}', 1, 'add_to_cart', '2026-03-01 10:00:00', '2026-03-01 10:00:01', '2026-03-01 10:00:02', 1, 'b', 'ig_1', null, null,
      'https://shop.example/', '{"sku":"A-17","qty":1}', '[]', '[]', null, '{"event":"add_to_cart","properties":{"sku":"A-17","qty":1}}'),
    ('p1:2', 2, '${source}', 2, 'add_to_cart', '2026-03-01 10:00:00', null, '2026-03-01 10:00:02', null, null, null, null, null,
      null, 'null', '[]', '[]', null, '{"event":"add_to_cart"}');
  insert into batches values ('b', '${source}', '2026-03-01 10:00:01', '2026-03-01 10:00:02', 1, 2, 0, 0);
`;

async function makeOldFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'igevents-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'store.duckdb');
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(firstVersion);
  connection.closeSync();
  instance.closeSync();
  return path;
}

describe('old file', () => {
  it('is read, gets what it has not, and takes new events beside the old ones', async () => {
    const { post, get } = await openCollector({ now: () => Date.parse('2026-03-04T10:00:00Z') }, await makeOldFile());
    expect(await get('/api/events')).toMatchObject([
      { id: 'p1:2', correctedTime: null, sentAt: null, lagMs: 2_000 },
      { id: 'p1:1', correctedTime: null, lagMs: 2_000, properties: { sku: 'A-17', qty: 1 }, data: { event: 'add_to_cart' } },
    ]);
    const batch = [customEvent(1), customEvent(2), customEvent(3, { time: '1970-01-01T00:00:00Z' })];
    const answer = await (await post(batch, { 'ig-sent-at': '1970-01-01T00:00:05Z' })).json();
    expect(answer).toMatchObject({ accepted: 1, duplicates: 2 });
    expect(await get('/api/events/p1%3A3')).toMatchObject({ correctedTime: '2026-03-04T09:59:55.000Z', data: { event: 'add_to_cart' } });
    expect(await get('/api/outboxes')).toMatchObject([
      { source, highestSequence: 3, received: 3, missing: 0, duplicates: 2, idConflicts: 1, cloned: 0 },
    ]);
  });

  it('shows its outboxes as devices, and takes heartbeats', async () => {
    const { post, get } = await openCollector({ now: () => Date.parse('2026-03-04T10:00:00Z') }, await makeOldFile());
    expect(await get('/api/fleet')).toMatchObject({ found: 1, devices: [{ key: source, hasId: false, heartbeat: null, toldBy: null }] });
    const data = { event: 'heartbeat', properties: { pending: 2, everyMs: 1_000 }, device: { id: 'till-1' } };
    await post([customEvent(3, { time: '2026-03-04T09:59:59.000Z', data })]);
    expect(await get('/api/fleet')).toMatchObject({ found: 1, devices: [{ key: 'shop/till-1', name: 'till-1', pending: 2 }] });
  });

  it('can be opened any number of times', async () => {
    const path = await makeOldFile();
    for (const n of [3, 4]) {
      const { post, store } = await openCollector({}, path);
      expect(await (await post([customEvent(n)])).json()).toMatchObject({ accepted: 1 });
      await store.close();
    }
    const { get } = await openCollector({}, path);
    expect(await get('/api/outboxes')).toMatchObject([{ highestSequence: 4, received: 4, missing: 0 }]);
  });
});
