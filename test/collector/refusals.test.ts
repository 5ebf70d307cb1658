import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { customEvent, openCollector } from './collector-fixture.js';

const mebibyte = 1024 * 1024;
const good = JSON.stringify([customEvent(1)]);

async function expectRefusal(response: Response, status: number, code: string, retryable = false): Promise<void> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(await response.json()).toMatchObject({
    type: `urn:igevents:problem:${code}`,
    title: expect.any(String),
    detail: expect.stringMatching(/\.$/),
    status,
    code,
    retryable,
  });
  expect(response.status).toBe(status);
}

describe('refusals', () => {
  it.each(['', '{', '[1,]', '\u0000', 'undefined', '[{"id":"a"}'])('refuses %j as no JSON', async (body) => {
    const { post } = await openCollector();
    await expectRefusal(await post(body), 400, 'not-json');
  });

  it.each(['null', '{}', '"text"', '7'])('refuses %s as no batch', async (body) => {
    const { post } = await openCollector();
    await expectRefusal(await post(body), 400, 'not-a-batch');
  });

  it.each(['application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])(
    'refuses the content type %s',
    async (type) => {
      const { post } = await openCollector();
      await expectRefusal(await post(good, { 'content-type': type }), 415, 'unsupported-type');
    },
  );

  it.each(['br', 'deflate', 'gzip, gzip', 'zstd'])('refuses the encoding %s', async (encoding) => {
    const { post } = await openCollector();
    await expectRefusal(await post(good, { 'content-encoding': encoding }), 415, 'unsupported-encoding');
  });

  it('refuses what says gzip and is not', async () => {
    const { post } = await openCollector();
    await expectRefusal(await post(good, { 'content-encoding': 'gzip' }), 400, 'broken-encoding');
  });

  it('refuses gzip that was cut short', async () => {
    const { post } = await openCollector();
    await expectRefusal(await post(gzipSync(good).subarray(0, -12), { 'content-encoding': 'gzip' }), 400, 'broken-encoding');
  });

  it('refuses gzip within gzip', async () => {
    const { post } = await openCollector();
    await expectRefusal(await post(gzipSync(gzipSync(good)), { 'content-encoding': 'gzip' }), 400, 'not-json');
  });

  it('refuses more than the compressed limit before it inflates', async () => {
    const { post } = await openCollector();
    const incompressible = Buffer.from(Array.from({ length: mebibyte + 1 }, (_, index) => (index * 2654435761) & 0xff));
    await expectRefusal(await post(incompressible, { 'content-encoding': 'gzip' }), 413, 'too-large');
  });

  it('refuses a body over the limit that does not tell its length', async () => {
    const { request } = await openCollector();
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += mebibyte;
        controller.enqueue(new Uint8Array(mebibyte).fill(0x20));
      },
    });
    const init = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: endless, duplex: 'half' } as const;
    await expectRefusal(await request('/ig/events', init), 413, 'too-large');
    expect(sent).toBeLessThan(8 * mebibyte);
  });

  it('stops twenty bombs at once at the limit, with little memory', async () => {
    const { post } = await openCollector();
    const bomb = gzipSync(Buffer.alloc(128 * mebibyte, 0x20));
    const before = process.memoryUsage().arrayBuffers;
    const peaks: number[] = [];
    const watch = setInterval(() => peaks.push(process.memoryUsage().arrayBuffers - before), 1);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(bomb, { 'content-encoding': 'gzip' })));
    clearInterval(watch);
    for (const answer of answers) await expectRefusal(answer, 413, 'too-large');
    expect(Math.max(0, ...peaks)).toBeLessThan(64 * mebibyte);
  });

  it.each([
    ['numbers', '1'],
    ['objects', '{}'],
    ['lists', '[]'],
    ['events without anything', '{"id":"a"}'],
  ])('refuses a body of nothing but %s', async (_, item) => {
    const { post } = await openCollector();
    const items = Array.from({ length: Math.floor((mebibyte - 2) / (item.length + 1)) }, () => item);
    const answer = await post(gzipSync(`[${items.join(',')}]`), { 'content-encoding': 'gzip' });
    await expectRefusal(answer, 413, 'too-large');
  });

  it('refuses a body that is nested as deep as it is long', async () => {
    const { post } = await openCollector();
    const depth = mebibyte / 2;
    const answer = await post(gzipSync(`${'['.repeat(depth)}${']'.repeat(depth)}`), { 'content-encoding': 'gzip' });
    await expectRefusal(answer, 413, 'too-large');
  });

  it('takes the largest batch that a client makes, whatever is in it', async () => {
    const { post } = await openCollector();
    const dense = customEvent(1, { data: { event: 'x', properties: Array.from({ length: 15_000 }, () => 1) } });
    const events = Array.from({ length: 8 }, (_, index) => ({ ...dense, id: `d:${index}` }));
    expect(JSON.stringify(events).length).toBeGreaterThan(240_000);
    expect(await (await post(events)).json()).toMatchObject({ accepted: 8, rejected: [] });
    const full = Array.from({ length: 5_000 }, (_, index) => index);
    expect(await (await post(full)).json()).toMatchObject({ accepted: 0 });
    await expectRefusal(await post([...full, 1]), 413, 'too-large');
  });

  it('asks for a write key where keys are configured, and takes it from the header or the query', async () => {
    const { post, request } = await openCollector({ writeKeys: ['k1', 'k2'] });
    await expectRefusal(await post(good), 401, 'key-missing');
    await expectRefusal(await post(good, { authorization: 'Bearer k3' }), 401, 'key-unknown');
    await expectRefusal(await post(good, { authorization: 'Basic k1' }), 401, 'key-missing');
    expect((await post(good, { authorization: 'Bearer k2' })).status).toBe(200);
    const beacon = await request('/ig/events?writeKey=k1', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: good });
    expect(await beacon.json()).toMatchObject({ duplicates: 1 });
  });

  it('refuses other methods', async () => {
    const { request } = await openCollector();
    const response = await request('/ig/events');
    expect(response.headers.get('allow')).toContain('POST');
    await expectRefusal(response, 405, 'method-not-allowed');
  });

  it('slows down a key that sends too much, and says for how long', async () => {
    let now = 0;
    const { post } = await openCollector({ writeKeys: ['k1', 'k2'], now: () => now, limits: { maxRequestsPerMinutePerKey: 2 } });
    const key = { authorization: 'Bearer k1' };
    expect([(await post('[]', key)).status, (await post('[]', key)).status]).toEqual([200, 200]);
    const refused = await post('[]', key);
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(await refused.clone().json()).toMatchObject({ retryAfterMs: 30_000 });
    await expectRefusal(refused, 429, 'too-many-requests', true);
    expect((await post('[]', { authorization: 'Bearer k2' })).status).toBe(200);
    now = 30_000;
    expect((await post('[]', key)).status).toBe(200);
  });

  it('answers a preflight, and lets any origin read the answer without credentials', async () => {
    const { request, post } = await openCollector();
    const preflight = await request('/ig/events', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')?.split(', ')).toEqual(
      expect.arrayContaining(['content-type', 'content-encoding', 'authorization', 'ig-batch', 'ig-sent-at', 'ig-attempt']),
    );
    const answer = await post('[]', { origin: 'https://shop.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('access-control-expose-headers')?.split(', ')).toEqual(expect.arrayContaining(['retry-after', 'ig-batch']));
  });

  it('lets no other origin read what is stored', async () => {
    const { request } = await openCollector();
    for (const path of ['/api/summary', '/api/events', '/api/names']) {
      expect(
        (await request(path, { headers: { origin: 'https://elsewhere.example' } })).headers.get('access-control-allow-origin'),
      ).toBeNull();
    }
  });

  it('answers 503 and keeps going when the store fails', async () => {
    const { store } = await openCollector();
    let isBroken = true;
    const shaky = {
      ...store,
      append: (batches: Parameters<typeof store.append>[0]) => (isBroken ? Promise.reject(new Error('disk')) : store.append(batches)),
      close: async () => undefined,
    };
    const faults: string[] = [];
    const { post } = await openCollector({ store: shaky, onFault: (error) => faults.push(error.message) });
    await expectRefusal(await post(good), 503, 'store-failed', true);
    expect(faults).toEqual(['disk']);
    isBroken = false;
    expect(await (await post(good)).json()).toMatchObject({ accepted: 1 });
  });
});
