import { describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../src/shared/cloud-event.js';
import type { ExportPosition } from '../../src/shared/protocol.js';
import { exportEvents, type OutboxSlice, readSlice } from '../../src/worker/export-events.js';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import type { OutboxStore } from '../../src/worker/outbox-store.js';
import { toRow } from '../../src/worker/record-batch.js';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import { makeEntries } from '../support/make-event.js';
import { makeOutbox } from '../support/make-outbox.js';

/** An outbox in memory with events of its own, as an export sees it. */
async function makeSliced({ pages = ['page'], each = 1 } = {}) {
  const store = createMemoryStore();
  const { outbox } = makeOutbox({}, undefined, { store });
  for (const pageId of pages) await outbox.append(pageId, makeEntries(1, each, { pageId }));
  return { outbox, store, slice: (after: number): Promise<OutboxSlice> => slice(store, after) };
}

function slice(store: OutboxStore, after: number): Promise<OutboxSlice> {
  return store.transact('readonly', (tables) => readSlice(tables, after));
}

const refused = { slice: () => Promise.reject(new Error('refused')) };

/** All lines, and how many slices they took. */
async function exportAll(
  outboxes: Parameters<typeof exportEvents>[0],
): Promise<{ events: (CloudEvent & Record<string, unknown>)[]; slices: number }> {
  let lines = '';
  let slices = 0;
  let at: ExportPosition | undefined;
  do {
    const part = await exportEvents(outboxes, at);
    lines += part.lines;
    slices += 1;
    at = part.next;
  } while (at);
  expect(lines === '' || lines.endsWith('\n')).toBe(true);
  return {
    events: lines
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
    slices,
  };
}

const idsOf = (events: readonly CloudEvent[]): string[] => events.map(({ id }) => id);

describe('export-events', () => {
  it('gives every event that waits, the oldest first, as it goes on the wire', async () => {
    const disk = await makeSliced({ pages: ['p', 'q'], each: 2 });
    const { events, slices } = await exportAll([disk, undefined]);
    expect(idsOf(events)).toEqual(['p:1', 'p:2', 'q:1', 'q:2']);
    const taken = await disk.outbox.oldest({ events: 10, bytes: 100_000 });
    expect(events).toEqual(JSON.parse(`[${taken?.body}]`));
    expect(slices).toBe(1);
  });

  it('gives nothing for an outbox that is empty', async () => {
    expect(await exportAll([await makeSliced({ pages: [] }), undefined])).toEqual({ events: [], slices: 1 });
  });

  it('cuts a large outbox into slices of about a mebibyte, and gives each event once', async () => {
    const store = createMemoryStore();
    const text = (n: number): string => JSON.stringify({ id: `page:${n}`, data: 'x'.repeat(100_000) });
    const rows = Array.from({ length: 40 }, (_, index) => toRow([text(index + 1)], index + 1, ''));
    await store.transact('readwrite', async (tables) => rows.forEach(tables.putRow));
    const { events, slices } = await exportAll([{ slice: (after) => slice(store, after) }, undefined]);
    expect(idsOf(events)).toEqual(rows.map(({ first }) => `page:${first}`));
    expect(slices).toBe(4);
  });

  it('says of a buried event why it was buried', async () => {
    const { outbox, slice } = await makeSliced({ each: 2 });
    const claim = await outbox.claim();
    const taken = await outbox.oldest({ events: 1, bytes: 100_000 });
    if (!taken) throw new Error('Nothing waits.');
    await outbox.settle(claim, taken, { others: { kind: 'buried', code: 'bad', detail: 'No.' }, byId: new Map() }, firstSchedule);
    const { events } = await exportAll([{ slice }, undefined]);
    const buried = events.find(({ id }) => id === 'page:1');
    expect(buried).toMatchObject({ type: 'io.igevents.custom_event.v1', buriedcode: 'bad', burieddetail: 'No.' });
    expect(buried?.['buriedat']).toMatch(/^20\d\d-.*Z$/);
    expect(events.find(({ id }) => id === 'page:2')).not.toHaveProperty('buriedcode');
  });

  it('gives what is parked as an event that waits, and a damaged letter in a line that can be read', async () => {
    const { store, slice } = await makeSliced({ pages: [] });
    await store.transact('readwrite', async (tables) => {
      tables.putLetter({ sequence: 1, format: 1, text: '{"id":"page:1"}', bytes: 15, code: 'suspect', detail: '', at: 1, retryAt: 9 });
      tables.putLetter({ sequence: 2, format: 1, text: '{damaged', bytes: 8, code: 'bad', detail: '', at: 1 });
    });
    const { events } = await exportAll([{ slice }, undefined]);
    expect(events).toEqual([
      { id: 'page:1' },
      { damaged: '{damaged', buriedcode: 'bad', burieddetail: '', buriedat: '1970-01-01T00:00:00.001Z' },
    ]);
  });

  it('leaves rows out that another version has written', async () => {
    const { store, slice } = await makeSliced({ each: 1 });
    await store.transact('readwrite', async (tables) => {
      const newer = { first: 50, format: 2, count: 1, bytes: 10 };
      tables.putRow(newer as never);
      tables.putRow(toRow(['{"id":"page:51"}'], 51, ''));
    });
    expect(idsOf((await exportAll([{ slice }, undefined])).events)).toEqual(['page:1', 'page:51']);
  });

  it('goes on with the memory behind the disk', async () => {
    const disk = await makeSliced({ pages: ['disk'] });
    const memory = await makeSliced({ pages: ['memory'] });
    expect(idsOf((await exportAll([disk, memory])).events)).toEqual(['disk:1', 'memory:1']);
  });

  it('gives what is in memory when the disk is refused, and fails where nothing can be read', async () => {
    const memory = await makeSliced({ pages: ['memory'] });
    expect(idsOf((await exportAll([refused, memory])).events)).toEqual(['memory:1']);
    await expect(exportEvents([refused, undefined])).rejects.toThrow('refused');
  });
});
