import { afterEach, describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../src/shared/cloud-event.js';
import type { Problem } from '../../src/shared/problem.js';
import { recordSeparator } from '../../src/shared/protocol.js';
import { checkSettings } from '../../src/shared/settings.js';
import { createPipelineApi } from '../../src/worker/pipeline-api.js';
import { pageContext } from '../support/make-event.js';
import { newSite } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';

const context = JSON.stringify({ context: pageContext });
const push = (n: number): string => `{"n":${n},"at":1000,"monotonicMs":${n},"item":{"event":"seen","properties":{"n":${n}}}}`;
const closing: (() => Promise<void> | void)[] = [];

const device = { userAgent: 'Kiosk/1', language: 'de-AT' };

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A page and its pipeline, joined by a real MessageChannel; the collector is a function. */
async function open({ site = newSite(), pageId = 'page', status = 200 } = {}) {
  const clock = createManualClock();
  const stored: CloudEvent[] = [];
  const problems: Problem[] = [];
  const collector: typeof fetch = async (_url, init) => {
    if (status !== 200) return new Response('', { status });
    const events = JSON.parse(String(init?.body)) as CloudEvent[];
    stored.push(...events);
    return Response.json({ batch: new Headers(init?.headers).get('ig-batch'), accepted: events.length });
  };
  const api = createPipelineApi({ environment: clock, fetch: collector, locks: undefined, isOnline: true, device });
  const { port1, port2 } = new MessageChannel();
  const settings = checkSettings({ site, compression: 'none' }, (path) => `https://shop.example${path}`);
  await api.open({ pageId, settings }, port2, { onProblem: (problem) => problems.push(problem) });
  const answers: unknown[] = [];
  const waiting = new Set<() => void>();
  port1.onmessage = ({ data }) => {
    answers.push(data);
    for (const look of waiting) look();
  };
  const whenDurable = (n: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!answers.includes(n)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  closing.push(() => port1.close());
  return { api, port: port1, answers, whenDurable, stored, problems, clock, site };
}

describe('pipeline-api', () => {
  it('takes one string down and gives one number back, once the events can be read from the disk', async () => {
    const { api, port, answers, whenDurable } = await open();
    port.postMessage([context, push(1), push(2), push(3)].join(recordSeparator));
    await whenDurable(3);
    expect(answers).toEqual([3]);
    expect((await api.status()).counters).toMatchObject({ pending: 3, delivered: 0 });
    await api.close(3);
  });

  it('appends what another page left under its old ids, and once, however much of it was durable already', async () => {
    const { api, port, whenDurable, site } = await open({ pageId: 'old' });
    port.postMessage([context, push(1), push(2)].join(recordSeparator));
    await whenDurable(2);
    await api.close(2);
    const left = [context, push(2), push(3)].join(recordSeparator);
    const next = await open({ site, pageId: 'new' });
    expect(await next.api.recover('old', left)).toBe(true);
    expect(await next.api.recover('old', left)).toBe(true);
    await next.api.flush(0);
    expect(next.stored.map(({ id }) => id)).toEqual(['old:1', 'old:2', 'old:3']);
  });

  it('leaves the events of a page that is gone to the next one, which is about to send them before it pushes anything itself', async () => {
    const { api, port, whenDurable, site, stored } = await open({ pageId: 'one' });
    port.postMessage([context, push(1)].join(recordSeparator));
    await whenDurable(1);
    await api.close(1);
    expect(stored).toEqual([]);
    const next = await open({ site, pageId: 'two' });
    expect(next.clock.waits()).toHaveLength(1);
    expect(await next.api.flush(0)).toMatchObject({ delivered: 1, pending: 0, state: { name: 'idle' } });
    expect(next.stored.map(({ id }) => id)).toEqual(['one:1']);
    await next.api.close(0);
  });

  it('flushes what was posted just before, however long the disk takes', async () => {
    const { api, port, stored } = await open();
    port.postMessage([context, push(1), push(2)].join(recordSeparator));
    expect(await api.flush(2)).toMatchObject({ delivered: 2, pending: 0 });
    expect(stored.map(({ sequence }) => sequence)).toEqual(['1', '2']);
    await api.close(2);
  });

  it('stores an event once although a page that lost its worker hands it over again', async () => {
    const { api, port, whenDurable, site } = await open();
    port.postMessage([context, push(1), push(2)].join(recordSeparator));
    await whenDurable(2);
    await api.close(2);
    const successor = await open({ site });
    successor.port.postMessage([context, push(1), push(2), push(3)].join(recordSeparator));
    await successor.whenDurable(3);
    await successor.api.flush(3);
    expect(successor.stored.map(({ id }) => id)).toEqual(['page:1', 'page:2', 'page:3']);
    await successor.api.close(3);
  });

  it('lets a damaged record cost itself alone', async () => {
    const { api, port, stored, problems } = await open();
    port.postMessage([context, push(1), '{"n":2,"at":1,"item":oops}', push(3)].join(recordSeparator));
    await api.flush(3);
    expect(stored.flatMap(({ data }) => ('event' in data ? [data.properties] : []))).toEqual([{ n: 1 }, { n: 3 }]);
    expect((await api.status()).counters.rejected).toEqual({ unreadable: 1 });
    expect(problems.map(({ code }) => code)).toEqual(['event-rejected']);
    await api.close(3);
  });

  it('accounts for everything in its status', async () => {
    const { api, port, clock } = await open({ status: 503 });
    port.postMessage([context, push(1)].join(recordSeparator));
    await api.flush(1);
    const { flusher, counters, deliveredAt, problems } = await api.status();
    expect(flusher).toMatchObject({ name: 'waiting', because: 'backoff' });
    expect(flusher.name === 'waiting' && flusher.until > clock.now()).toBe(true);
    expect(counters.pending).toBe(1);
    expect(deliveredAt).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'delivery-delayed', count: 1 }]);
    await api.close(1);
  });

  it('refuses to work before it is opened', async () => {
    const api = createPipelineApi({ environment: createManualClock(), fetch, locks: undefined, isOnline: true, device });
    await expect(api.status()).rejects.toThrow('not open');
  });
});
