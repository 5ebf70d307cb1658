// The collector against a client that was written from the description of the wire alone.
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type RunningCollector, startCollector } from '../../collector/src/index.js';

type Members = Record<string, unknown>;

async function openCollector(...options: Parameters<typeof startCollector>): Promise<RunningCollector> {
  const collector = await startCollector(...options);
  onTestFinished(() => collector.close());
  return collector;
}

function wireEvent(n: number, changes: Members = {}): Members {
  return {
    specversion: '1.0',
    type: 'io.igevents.custom_event.v1',
    source: 'urn:igevents:shop:0123456789abcdef',
    id: `page-1:${n}`,
    time: '2026-01-31T12:00:00.000Z',
    sequence: String(n),
    datacontenttype: 'application/json',
    data: {
      event: 'add_to_cart',
      properties: { n },
      userId: 'ig_0123456789abcdef0123456789abcdef0123',
      sessionId: 's-1',
      pageId: 'page-1',
      page: { url: 'https://shop.example/', referrer: '', title: 'Shop' },
      device: {},
      testGroups: [],
      campaigns: [],
      context: {},
      consent: 'granted',
      monotonicMs: 12.5,
    },
    ...changes,
  };
}

async function send(
  { url }: RunningCollector,
  events: unknown,
  { batch = 'b-1', attempt = 1, gzip = false, writeKey }: { batch?: string; attempt?: number; gzip?: boolean; writeKey?: string } = {},
): Promise<{ status: number; type: string | null; answer: unknown }> {
  const body = Buffer.from(JSON.stringify(events));
  const response = await fetch(`${url}/ig/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/cloudevents-batch+json',
      'ig-batch': batch,
      'ig-sent-at': new Date().toISOString(),
      'ig-attempt': String(attempt),
      ...(gzip && { 'content-encoding': 'gzip' }),
      ...(writeKey !== undefined && { authorization: `Bearer ${writeKey}` }),
    },
    body: gzip ? gzipSync(body) : body,
  });
  return { status: response.status, type: response.headers.get('content-type'), answer: await response.json() };
}

describe('wire-collector', () => {
  it.each([false, true])('acknowledges a batch to the letter (gzip: %s)', async (gzip) => {
    const collector = await openCollector();
    const { status, type, answer } = await send(collector, [wireEvent(1), wireEvent(2)], { gzip });
    expect(status).toBe(200);
    expect(type).toMatch(/^application\/json\b/);
    expect(answer).toEqual({ batch: 'b-1', accepted: 2, duplicates: 0, rejected: [], retryAfterMs: 0 });
    expect(await collector.store.events({ after: 0, limit: 10 })).toMatchObject([
      { id: 'page-1:1', sequence: '1', properties: { n: 1 }, time: '2026-01-31T12:00:00.000Z', attempt: 1, batch: 'b-1' },
      { id: 'page-1:2', sequence: '2', properties: { n: 2 } },
    ]);
  });

  it('recognises repeats within a batch, of a batch, and of an event in another batch', async () => {
    const collector = await openCollector();
    await send(collector, [wireEvent(1), wireEvent(2)]);
    const again = await send(collector, [wireEvent(1), wireEvent(2)], { attempt: 2 });
    expect(again.answer).toEqual({ batch: 'b-1', accepted: 0, duplicates: 2, rejected: [], retryAfterMs: 0 });
    const mixed = await send(collector, [wireEvent(2), wireEvent(3), wireEvent(3)], { batch: 'b-2' });
    expect(mixed.answer).toEqual({ batch: 'b-2', accepted: 1, duplicates: 2, rejected: [], retryAfterMs: 0 });
    expect(await collector.store.summary()).toMatchObject({ events: 3, duplicates: 4, missing: 0 });
  });

  it('takes the good events of a batch and says of each bad one why', async () => {
    const collector = await openCollector();
    const bad = wireEvent(2, { time: 'yesterday' });
    const nameless = wireEvent(4, { data: { properties: {} } });
    const { status, answer } = await send(collector, [wireEvent(1), bad, wireEvent(3), nameless]);
    expect(status).toBe(200);
    expect(answer).toEqual({
      batch: 'b-1',
      accepted: 2,
      duplicates: 0,
      rejected: [
        { id: 'page-1:2', code: expect.any(String), detail: expect.stringContaining('yesterday'), retryable: false },
        { id: 'page-1:4', code: expect.any(String), detail: expect.any(String), retryable: false },
      ],
      retryAfterMs: 0,
    });
    expect(await collector.store.summary()).toMatchObject({ events: 2, rejected: 2 });
  });

  it('finds what is missing from the sequences and the reports', async () => {
    const collector = await openCollector();
    const data = {
      dropped: { 'outbox-full': 3, 'staging-full': 9 },
      rejected: { 'name-missing': 2 },
      buried: 1,
      pending: 0,
      oldestAt: null,
    };
    const report = wireEvent(10, { type: 'io.igevents.report.v1', id: 'outbox:10', data });
    await send(collector, [wireEvent(1), wireEvent(2), wireEvent(8), report]);
    // Of 1 to 10 four arrived, three were dropped after they had been numbered, and one was buried.
    expect(await collector.store.outboxes()).toMatchObject([{ highestSequence: 10, received: 4, dropped: 3, buried: 1, missing: 2 }]);
  });

  it('asks for the write key and changes nothing without it', async () => {
    const collector = await openCollector({ writeKeys: ['key-1'] });
    expect((await send(collector, [wireEvent(1)])).status).toBe(401);
    expect((await send(collector, [wireEvent(1)], { writeKey: 'key-2' })).status).toBe(401);
    expect((await send(collector, [wireEvent(1)], { writeKey: 'key-1' })).answer).toMatchObject({ accepted: 1, duplicates: 0 });
  });

  it('refuses as a whole what is no batch', async () => {
    const collector = await openCollector();
    expect(await send(collector, { no: 'array' })).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      answer: { retryable: false },
    });
    expect((await send(collector, [])).answer).toEqual({ batch: 'b-1', accepted: 0, duplicates: 0, rejected: [], retryAfterMs: 0 });
  });
});
