import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/worker/delivery.js';
import type { Envelope } from '../../src/worker/envelope.js';
import { createTransport } from '../../src/worker/transport.js';
import { createManualClock } from '../support/manual-clock.js';

const envelope: Envelope = { batch: 'b1', attempt: 1, events: 0, headers: { 'ig-batch': 'b1' }, body: '[]', bytes: 2, compressed: false };
const endpoint = 'https://shop.example/ig/events';
const clock = createManualClock();

function answering(body: BodyInit | null, init: ResponseInit = {}): typeof fetch {
  return async () => new Response(body, init);
}

function send(given: typeof fetch, { keepalive = false, environment = clock, sent = envelope } = {}): Promise<Delivery> {
  return createTransport({ endpoint, acknowledge: 'body', fetch: given, environment }).send(sent, { keepalive });
}

const never: typeof fetch = () => new Promise(() => {});

describe('transport', () => {
  it('posts to the endpoint without credentials, follows no redirect and asks no cache', async () => {
    const calls: unknown[][] = [];
    await send(
      async (...call) => {
        calls.push(call);
        return new Response();
      },
      { keepalive: true },
    );
    expect(calls).toEqual([
      [
        endpoint,
        {
          method: 'POST',
          headers: envelope.headers,
          body: '[]',
          keepalive: true,
          redirect: 'manual',
          credentials: 'omit',
          cache: 'no-store',
          signal: expect.any(AbortSignal),
        },
      ],
    ]);
  });

  it.each<[number, string]>([
    [200, 'untrusted'],
    [302, 'later'],
    [400, 'refused'],
    [403, 'misconfigured'],
    [413, 'too-large'],
    [429, 'later'],
    [503, 'later'],
  ])('makes of status %i: %s', async (status, kind) => {
    expect((await send(answering('', { status }))).kind).toBe(kind);
  });

  it('accepts the acknowledgement of its batch', async () => {
    const given = answering('{"batch":"b1","accepted":1}', { headers: { 'content-type': 'application/json' } });
    expect(await send(given)).toMatchObject({ kind: 'accepted', acknowledgement: { accepted: 1 } });
  });

  it('does not trust an answer that came by way of a redirect, nor a redirect that was not followed', async () => {
    const followed = Object.defineProperty(
      new Response('{"batch":"b1"}', { headers: { 'content-type': 'application/json' } }),
      'redirected',
      { value: true },
    );
    const unfollowed = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
    expect((await send(async () => followed)).kind).toBe('untrusted');
    expect((await send(async () => unfollowed)).kind).toBe('untrusted');
  });

  it.each([200, 204, 400, 403, 413, 503])('reads the body of an answer with status %i to its end', async (status) => {
    let ended = status === 204;
    const body = new ReadableStream(
      {
        pull(controller) {
          controller.close();
          ended = true;
        },
      },
      { highWaterMark: 0 },
    );
    await send(answering(status === 204 ? null : body, { status }));
    expect(ended).toBe(true);
  });

  it('finds the pause that the collector asks for', async () => {
    expect(await send(answering('', { status: 503, headers: { 'retry-after': '7' } }))).toMatchObject({ retryAfterMs: 7_000 });
  });

  it.each<[string, typeof fetch]>([
    ['rejects', () => Promise.reject(new TypeError('Failed to fetch'))],
    [
      'throws at once',
      () => {
        throw new Error('wrapped badly');
      },
    ],
    ['gives no response', async () => JSON.parse('null')],
    ['breaks off in the middle of its body', answering(new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) }))],
  ])('never throws, not even when fetch %s', async (_what, given) => {
    expect(await send(given)).toEqual({ kind: 'later', because: 'network' });
  });

  it('ends at its deadline although fetch ignores the signal', async () => {
    const environment = createManualClock();
    const sending = send(never, { environment });
    expect(environment.waits()).toEqual([15_000.25]);
    environment.advance(15_001);
    expect(await sending).toEqual({ kind: 'later', because: 'timeout' });
  });

  it('ends at its deadline although the body never ends', async () => {
    const environment = createManualClock();
    const sending = send(answering(new ReadableStream()), { environment });
    environment.advance(15_001);
    expect(await sending).toEqual({ kind: 'later', because: 'timeout' });
  });

  it('aborts the request that took too long', async () => {
    const environment = createManualClock();
    const signals: (AbortSignal | null | undefined)[] = [];
    const unanswered: typeof fetch = (_url, init) => {
      signals.push(init?.signal);
      return new Promise(() => {});
    };
    const sending = send(unanswered, { environment });
    environment.advance(15_001);
    await sending;
    expect(signals[0]?.aborted).toBe(true);
  });

  it('gives large bodies more time, up to two minutes', () => {
    for (const [bytes, ms] of [
      [80_000, 25_000],
      [262_144, 47_768],
      [5_000_000, 120_000],
    ] as const) {
      const environment = createManualClock();
      void send(never, { environment, sent: { ...envelope, bytes } });
      expect(environment.waits()).toEqual([ms]);
    }
  });

  it('leaves no timer behind', async () => {
    const environment = createManualClock();
    await send(answering(''), { environment });
    expect(environment.waits()).toEqual([]);
  });
});
