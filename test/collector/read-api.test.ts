import { describe, expect, it } from 'vitest';
import { customEvent, named, openCollector, source } from './collector-fixture.js';

const noon = Date.parse('2026-03-01T12:00:30.000Z');

function idsOf(events: unknown): string[] {
  return (events as { id: string }[]).map((event) => event.id);
}

describe('read api', () => {
  it('counts names, most frequent first, with the last 30 minutes by minute', async () => {
    let now = noon - 31 * 60_000;
    const { post, get } = await openCollector({ now: () => now });
    await post([named(1, 'view')]);
    now = noon - 29 * 60_000;
    await post([named(2, 'view')]);
    now = noon;
    await post([named(3, 'view'), named(4, 'view'), named(5, 'buy')]);
    const quiet = Array.from({ length: 28 }, () => 0);
    expect(await get('/api/names')).toEqual([
      { name: 'view', count: 4, isHeartbeat: false, lastSeenAt: '2026-03-01T12:00:30.000Z', perMinute: [1, ...quiet, 2] },
      { name: 'buy', count: 1, isHeartbeat: false, lastSeenAt: '2026-03-01T12:00:30.000Z', perMinute: [0, ...quiet, 1] },
    ]);
  });

  it('filters events by name, user, text and property, newest first, in pages', async () => {
    const { post, get } = await openCollector();
    await post([
      named(1, 'view', { sku: 'A' }),
      named(2, 'buy', { sku: 'A', size: { eu: 42 } }),
      customEvent(3, { data: { event: 'buy', properties: { sku: 'B%' }, userId: 'ig_9' } }),
    ]);
    expect(idsOf(await get('/api/events'))).toEqual(['p1:3', 'p1:2', 'p1:1']);
    expect(idsOf(await get('/api/events?name=buy'))).toEqual(['p1:3', 'p1:2']);
    expect(idsOf(await get('/api/events?user=ig_9'))).toEqual(['p1:3']);
    expect(idsOf(await get('/api/events?q=b%25'))).toEqual(['p1:3']);
    expect(idsOf(await get('/api/events?path=sku&value=A'))).toEqual(['p1:2', 'p1:1']);
    expect(idsOf(await get('/api/events?path=size.eu&value=42'))).toEqual(['p1:2']);
    const [newest] = (await get('/api/events?limit=1')) as { position: number }[];
    expect(idsOf(await get(`/api/events?limit=1&before=${newest?.position}`))).toEqual(['p1:2']);
  });

  it('breaks a name down by property, user, test group and campaign', async () => {
    const { post, get } = await openCollector();
    const facts = {
      testGroups: [{ experienceName: 'Price', name: 'B' }, { name: 'C' }],
      campaigns: [{ id: 'c', name: 'Sale' }],
      userId: 'ig_1',
    };
    await post([
      customEvent(1, { data: { event: 'buy', properties: { size: { "e'u/~": 42 } }, ...facts } }),
      customEvent(2, { data: { event: 'buy', properties: { size: { "e'u/~": 42 } }, ...facts, testGroups: 'none' } }),
      customEvent(3, { data: { event: 'buy', properties: [], campaigns: {} } }),
      named(4, 'view', { size: 1 }),
    ]);
    expect(await get(`/api/breakdown?name=buy&path=${encodeURIComponent("size.e'u/~")}`)).toEqual({
      name: 'buy',
      by: 'property',
      path: "size.e'u/~",
      events: 3,
      distinct: 1,
      values: [{ value: '42', count: 2 }],
    });
    expect(await get('/api/breakdown?name=buy&by=testGroup')).toMatchObject({
      values: [
        { value: 'C', count: 1 },
        { value: 'Price: B', count: 1 },
      ],
    });
    expect(await get('/api/breakdown?name=buy&by=campaign')).toMatchObject({ values: [{ value: 'Sale', count: 2 }] });
    expect(await get('/api/breakdown?name=buy&by=user')).toMatchObject({ values: [{ value: 'ig_1', count: 2 }] });
    expect(idsOf(await get('/api/events?by=testGroup&value=Price%3A%20B'))).toEqual(['p1:1']);
  });

  it('filters and breaks down by account, consent and device', async () => {
    const { post, get } = await openCollector();
    await post([
      customEvent(1, { data: { event: 'buy', accountId: 'A 1', consent: 'granted', device: { id: 'till-1' } } }),
      customEvent(2, { data: { event: 'buy', accountId: 7, consent: 'granted', device: { id: 'x'.repeat(129) } } }),
      customEvent(3, { data: { event: 'buy', device: 'none' } }),
    ]);
    expect(idsOf(await get('/api/events?by=account&value=A%201'))).toEqual(['p1:1']);
    expect(idsOf(await get('/api/events?by=consent&value=granted'))).toEqual(['p1:2', 'p1:1']);
    expect(idsOf(await get('/api/events?by=device&value=till-1'))).toEqual(['p1:1']);
    expect(await get('/api/breakdown?name=buy&by=account')).toMatchObject({ distinct: 2, values: [{ value: '7' }, { value: 'A 1' }] });
    expect(await get('/api/breakdown?name=buy&by=consent')).toMatchObject({ values: [{ value: 'granted', count: 2 }] });
    expect(await get('/api/breakdown?name=buy&by=device')).toMatchObject({
      values: [
        { value: source, count: 2 },
        { value: 'till-1', count: 1 },
      ],
    });
  });

  it('measures the lag from push to received', async () => {
    let now = Date.parse('2026-03-01T10:00:00.100Z');
    const { post, get } = await openCollector({ now: () => now });
    expect(await get('/api/summary')).toMatchObject({ events: 0, lag: null });
    await post([customEvent(1), customEvent(2), customEvent(3)]);
    now += 900;
    await post([customEvent(4), { type: 'nope' }]);
    expect(await get('/api/summary')).toEqual({
      events: 4,
      names: 1,
      users: 1,
      outboxes: 1,
      batches: 2,
      retries: 0,
      duplicates: 0,
      rejected: 1,
      missing: 0,
      lag: { medianMs: 100, p95Ms: expect.closeTo(865, 0), events: 4 },
    });
  });

  it.each([
    '/api/events?limit=many',
    '/api/events?before=-1',
    '/api/breakdown',
    '/api/breakdown?name=x',
    '/api/breakdown?name=x&by=shoe',
    '/api/events?by=1&value=2',
    '/api/fleet?show=sad',
    '/api/fleet?limit=all',
  ])('refuses %s with a sentence', async (path) => {
    const { request } = await openCollector();
    const response = await request(path);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid-query', detail: expect.stringMatching(/\.$/) });
  });

  it('says that an unknown event is not there', async () => {
    const { request } = await openCollector();
    expect((await request('/api/events/nobody')).status).toBe(404);
  });
});
