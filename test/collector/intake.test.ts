import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createMemoryStore } from '../support/memory-store.js';
import { customEvent, named, openCollector } from './collector-fixture.js';

describe('intake', () => {
  it('answers a batch with its id, what was accepted, and nothing else to do', async () => {
    const { post } = await openCollector();
    const response = await post([customEvent(1), customEvent(2)], { 'ig-batch': 'b-7', 'ig-attempt': '1' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ batch: 'b-7', accepted: 2, duplicates: 0, rejected: [], retryAfterMs: 0 });
  });

  it('needs no timer and no clock but the given one, so that a simulator can hold the time', async () => {
    const { post, store } = await openCollector({ store: createMemoryStore(), now: () => Date.parse('2026-06-01T12:00:00Z') });
    vi.useFakeTimers({ now: 0 });
    onTestFinished(() => void vi.useRealTimers());
    let answer: unknown;
    void post([customEvent(1), customEvent(2)], { 'ig-batch': 'b' }).then(async (response) => {
      answer = await response.json();
    });
    for (let turn = 0; turn < 200; turn++) await Promise.resolve();
    expect(answer).toEqual({ batch: 'b', accepted: 2, duplicates: 0, rejected: [], retryAfterMs: 0 });
    expect(await store.events({ limit: 1 })).toMatchObject([{ receivedAt: '2026-06-01T12:00:00.000Z' }]);
  });

  it('answers an empty batch, and null where no batch id was sent', async () => {
    const { post } = await openCollector();
    expect(await (await post([])).json()).toEqual({ batch: null, accepted: 0, duplicates: 0, rejected: [], retryAfterMs: 0 });
  });

  it('keeps the data as it was sent', async () => {
    const { post, get } = await openCollector();
    const data = {
      event: 'view',
      properties: { text: 'ä "quoted" \u0000 \u2028 😀', list: [1, [2.5, null]], deep: { 'a.b': { '': true } }, number: -1.5e-7 },
      context: { currency: 'EUR', nested: { yes: true } },
      testGroups: [{ experienceId: 'e', experienceName: 'Price', id: 'g', name: 'B' }],
      campaigns: [{ id: 'c', name: 'Sale' }],
      monotonicMs: 1234.5,
      unknownMember: [{ kept: 1 }],
    };
    await post([customEvent(1, { data })]);
    expect(await get('/api/events/p1%3A1')).toMatchObject({
      data,
      properties: data.properties,
      testGroups: data.testGroups,
      campaigns: data.campaigns,
    });
  });

  it('keeps what belongs to the attempt', async () => {
    const { post, get } = await openCollector({ now: () => Date.parse('2026-03-01T10:00:02.500Z') });
    await post([customEvent(1)], { 'ig-batch': 'b', 'ig-attempt': '3', 'ig-sent-at': '2026-03-01T10:00:02.000Z' });
    expect(await get('/api/events/p1%3A1')).toMatchObject({
      batch: 'b',
      attempt: 3,
      time: '2026-03-01T10:00:00.000Z',
      sentAt: '2026-03-01T10:00:02.000Z',
      receivedAt: '2026-03-01T10:00:02.500Z',
      lagMs: 2500,
      sequence: '1',
    });
  });

  it.each([
    ['null', null, '1', 'not-an-object'],
    ['a text', 'add_to_cart', '1', 'not-an-object'],
    ['a list', [], '1', 'not-an-object'],
    ['no id', customEvent(9, { id: undefined }), '1', 'invalid-id'],
    ['an empty id', customEvent(9, { id: '' }), '1', 'invalid-id'],
    ['a number as id', customEvent(9, { id: 4 }), '1', 'invalid-id'],
    ['an id that is too long', customEvent(9, { id: 'x'.repeat(257) }), 'x'.repeat(256), 'invalid-id'],
    ['another specversion', customEvent(9, { specversion: '0.3' }), 'p1:9', 'invalid-specversion'],
    ['an unknown type', customEvent(9, { type: 'io.igevents.custom_event.v9' }), 'p1:9', 'unknown-type'],
    ['no source', customEvent(9, { source: '' }), 'p1:9', 'invalid-source'],
    ['no time', customEvent(9, { time: undefined }), 'p1:9', 'invalid-time'],
    ['30 February', customEvent(9, { time: '2026-02-30T10:00:00Z' }), 'p1:9', 'invalid-time'],
    ['a time of 25 hours', customEvent(9, { time: '2026-02-03T25:00:00Z' }), 'p1:9', 'invalid-time'],
    ['a year beyond every clock', customEvent(9, { time: '+275760-09-14T00:00:00Z' }), 'p1:9', 'invalid-time'],
    ['a time as a number', customEvent(9, { time: 1700000000000 }), 'p1:9', 'invalid-time'],
    ['a negative sequence', customEvent(9, { sequence: '-1' }), 'p1:9', 'invalid-sequence'],
    ['a sequence of 19 digits', customEvent(9, { sequence: '9'.repeat(19) }), 'p1:9', 'invalid-sequence'],
    ['no data', customEvent(9, { data: undefined }), 'p1:9', 'invalid-data'],
    ['a list as data', customEvent(9, { data: [] }), 'p1:9', 'invalid-data'],
    ['no name', named(9, undefined), 'p1:9', 'name-missing'],
    ['a number as name', named(9, 42), 'p1:9', 'name-missing'],
    ['a name of nothing but commas', named(9, ",',"), 'p1:9', 'name-empty'],
    ['data that is too large', customEvent(9, { data: { event: 'x', context: { text: 'x'.repeat(300_000) } } }), 'p1:9', 'event-too-large'],
  ])('takes the neighbours of an event with %s', async (_, bad, id, code) => {
    const { post, store } = await openCollector();
    const answer = await (await post([customEvent(1), bad, customEvent(2)])).json();
    expect(answer).toMatchObject({
      accepted: 2,
      duplicates: 0,
      rejected: [{ id, code, retryable: false, detail: expect.stringMatching(/^.+\. .+\.$/) }],
    });
    expect((await store.events({ limit: 10 })).map((event) => event.id)).toEqual(['p1:2', 'p1:1']);
  });

  it('cleans names by the rule of the client', async () => {
    const { post, get } = await openCollector();
    await post([named(1, "it's, a name  "), named(2, `${'x'.repeat(99)}  y`), named(3, '\ud800 half')]);
    const names = ((await await get('/api/events')) as { name: string; data: { event: string } }[]).map((event) => [
      event.name,
      event.data.event,
    ]);
    expect(names).toEqual([
      ['\ufffd half', '\ufffd half'],
      ['x'.repeat(99), 'x'.repeat(99)],
      ['its a name', 'its a name'],
    ]);
  });

  it('stores an event whose properties are too large without them, and says so', async () => {
    const { post, get } = await openCollector();
    const answer = await (await post([named(1, 'big', { text: 'ü'.repeat(20_000) })])).json();
    expect(answer).toMatchObject({ accepted: 1, rejected: [] });
    expect(await get('/api/events/p1%3A1')).toMatchObject({ properties: null, note: expect.stringContaining('40011 bytes') });
  });

  it('takes an event without a sequence', async () => {
    const { post, get } = await openCollector();
    expect(await (await post([customEvent(1, { sequence: undefined })])).json()).toMatchObject({ accepted: 1 });
    expect(await get('/api/events/p1%3A1')).toMatchObject({ sequence: null });
  });

  it.each(['application/json', 'text/plain;charset=UTF-8', 'Application/CloudEvents-Batch+JSON; charset=utf-8'])(
    'takes a batch as %s',
    async (type) => {
      const { post } = await openCollector();
      expect(await (await post([customEvent(1)], { 'content-type': type })).json()).toMatchObject({ accepted: 1 });
    },
  );

  it('takes one event as application/cloudevents+json', async () => {
    const { post } = await openCollector();
    expect(await (await post(customEvent(1), { 'content-type': 'application/cloudevents+json' })).json()).toMatchObject({ accepted: 1 });
  });

  it('takes a body that is compressed with gzip', async () => {
    const { post } = await openCollector();
    const body = gzipSync(JSON.stringify([customEvent(1)]));
    expect(await (await post(body, { 'content-encoding': 'gzip' })).json()).toMatchObject({ accepted: 1 });
  });
});
