import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import { oldestEvents } from '../../src/worker/oldest-events.js';
import { toRow } from '../../src/worker/record-batch.js';
import { makeEntries, makeEvent } from '../support/make-event.js';
import { makeOutbox } from '../support/make-outbox.js';

describe('oldest-events', () => {
  it('are the twenty that have waited longest, with what was pushed', async () => {
    const { outbox } = makeOutbox();
    await outbox.append('page', [{ n: 1, event: makeEvent(1, { event: 'seen', properties: { sku: 'A' } }) }, ...makeEntries(2, 30)]);
    const oldest = await oldestEvents(outbox);
    expect(oldest).toHaveLength(20);
    expect(oldest[0]).toEqual({ id: 'page:1', event: 'seen', time: '2026-06-01T12:00:00.001Z', sequence: '1', properties: { sku: 'A' } });
    expect(oldest[19]).toMatchObject({ id: 'page:20' });
  });

  it('are none when nothing waits', async () => {
    expect(await oldestEvents(makeOutbox().outbox)).toEqual([]);
  });

  it('call a report by its type: nobody has pushed it', async () => {
    const { outbox } = makeOutbox();
    await outbox.append('page', [{ n: 1, rejected: 'name-empty' }]);
    await outbox.claim();
    expect(await oldestEvents(outbox)).toMatchObject([{ event: 'io.igevents.report.v1', properties: null }]);
  });

  it('are none where the texts cannot be read', async () => {
    const store = createMemoryStore();
    const { outbox } = makeOutbox({}, undefined, { store });
    await outbox.append('page', makeEntries(1, 1));
    await store.transact('readwrite', async (tables) => tables.putRow(toRow(['{damaged'], 1, '')));
    expect(await oldestEvents(outbox)).toEqual([]);
  });
});
