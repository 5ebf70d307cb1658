// The page's face with the real worker behind it, before an endpoint where nobody answers.
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createIgEvents, type IgEvents, IgEventsError, type IgEventsSettings, type Problem } from '../../src/main/index.js';
import { leftJournals } from '../../src/main/left-journals.js';

const patience = { timeout: 50_000, interval: 20 };
/** Port 1 is one that no browser connects to. */
const deadEndpoint = 'http://127.0.0.1:1/ig/events';

function open(site: string = crypto.randomUUID(), settings: IgEventsSettings = {}): { client: IgEvents; site: string } {
  const createWorker = (): Worker => new Worker(new URL('../../src/worker/index.ts', import.meta.url), { type: 'module' });
  const client = createIgEvents({ endpoint: deadEndpoint, installGlobal: false, createWorker, ...settings, site });
  onTestFinished(() => client.close());
  return { client, site };
}

async function whenDurable(client: IgEvents): Promise<void> {
  await vi.waitFor(async () => {
    const { page } = await client.status();
    expect(page.durable).toBe(page.pushed);
  }, patience);
}

function refuseWorker(): never {
  throw new TypeError("Failed to construct 'Worker': This document requires 'TrustedScriptURL' assignment.");
}

describe('worker', () => {
  it('makes pushes durable and counts them', async () => {
    const { client } = open();
    void client.push({ event: 'one' }, { event: 'two', properties: { a: 1 } });
    void client.push({ event: 'three' });
    await whenDurable(client);
    const { page, outbox } = await client.status();
    expect(page).toEqual({ pushed: 3, durable: 3, withheld: 0, consent: 'granted', pipeline: 'running', thread: 'worker' });
    expect(outbox?.outboxId).toMatch(/^[\da-f]{32}$/);
    expect(outbox?.counters).toMatchObject({ delivered: 0, pending: 3, buried: 0 });
  });

  it('tells what it rejects as a problem, the first of a kind at once, and goes on', async () => {
    const told: Problem[] = [];
    const { client } = open(undefined, { onProblem: (problem) => told.push(problem) });
    const anything = client.push as (...items: unknown[]) => unknown;
    anything(undefined, null, 'text', { properties: {} }, { event: ' , ' }, { event: 'good' });
    await whenDurable(client);
    const { outbox, problems } = await client.status();
    expect(outbox?.counters).toMatchObject({ pending: 1, rejected: { 'not-an-object': 3, 'name-missing': 1, 'name-empty': 1 } });
    expect(problems).toContainEqual(expect.objectContaining({ code: 'event-rejected', count: 5 }));
    await vi.waitFor(() => expect(told).toContainEqual(expect.objectContaining({ code: 'event-rejected', count: 1 })), patience);
  });

  it('keeps everything and waits when nobody answers a flush', async () => {
    const { client } = open();
    void client.push({ event: 'one' }, { event: 'two' });
    const result = await client.flush();
    expect(result).toMatchObject({ delivered: 0, pending: 2, state: { name: 'waiting', because: 'backoff' } });
    expect((await client.status()).problems).toContainEqual(expect.objectContaining({ code: 'delivery-delayed' }));
  });

  it('returns the running pipeline to whoever creates it again', async () => {
    const { client, site } = open();
    expect(open(site).client).toBe(client);
    expect(open().client).not.toBe(client);
  });

  it('keeps the events of a closed pipeline for the next, numbered on', async () => {
    const { client, site } = open();
    for (let n = 1; n <= 20; n++) void client.push({ event: `event_${n}` });
    await client.close();
    expect((await client.status()).page).toMatchObject({ pushed: 20, durable: 20, pipeline: 'closed' });
    const { client: next } = open(site);
    expect(next).not.toBe(client);
    void next.push({ event: 'event_21' });
    await whenDurable(next);
    const { outbox } = await next.status();
    expect(outbox?.counters).toMatchObject({ delivered: 0, pending: 21 });
  });

  it('stores 5,000 pushes of one task', async () => {
    const { client } = open();
    for (let n = 1; n <= 5_000; n++) void client.push({ event: 'burst', properties: { n } });
    await whenDurable(client);
    const { page, outbox } = await client.status();
    expect([page.durable, outbox?.counters.pending]).toEqual([5_000, 5_000]);
  });

  it('tells of each change, and of none after the listener has left', async () => {
    const { client } = open();
    const seen: number[] = [];
    const stop = client.onChange(({ durable }) => seen.push(durable));
    void client.push({ event: 'one' });
    await vi.waitFor(() => expect(seen.at(-1)).toBe(1), patience);
    stop();
    const count = seen.length;
    void client.push({ event: 'two' });
    await whenDurable(client);
    expect(seen).toHaveLength(count);
  });

  it.each([
    ['is not there', () => new Worker(new URL('/there/is/no/worker.js', location.href), { type: 'module' })],
    ['cannot be made', () => refuseWorker()],
    ['breaks as it starts', () => new Worker('data:text/javascript,throw new Error("no start")', { type: 'module' })],
  ])('runs on the page and says so when the worker %s', async (_, createWorker) => {
    const told: Problem[] = [];
    const { client, site } = open(undefined, { createWorker, onProblem: (problem) => told.push(problem) });
    void client.push({ event: 'one' });
    await whenDurable(client);
    void client.push({ event: 'two' });
    await whenDurable(client);
    const { page, outbox, problems } = await client.status();
    expect(page).toMatchObject({ pushed: 2, durable: 2, pipeline: 'running', thread: 'page' });
    expect(outbox?.counters.pending).toBe(2);
    expect(told).toMatchObject([{ code: 'worker-failed', count: 1 }]);
    // Two workers, and what the shop's own worker may have added.
    expect(problems).toContainEqual(expect.objectContaining({ code: 'worker-failed', count: 3 }));
    await client.close();
    // The worker finds what the page has stored.
    const { client: next } = open(site);
    expect((await next.status()).outbox?.counters.pending).toBe(2);
  });

  it('writes down where its outbox is and what waits there, for the case that the browser deletes it', async () => {
    const { client, site } = open();
    void client.push({ event: 'one' });
    await whenDurable(client);
    const { outbox } = await client.status();
    const mark = (): unknown => JSON.parse(localStorage.getItem(`igev-outbox:${site}`) ?? 'null');
    await vi.waitFor(() => expect(mark()).toMatchObject({ outboxId: outbox?.outboxId, pending: 1 }), patience);
  });

  it('journals what it cannot make durable before it is closed, and what is pushed after', async () => {
    const { client, site } = open(undefined, { createWorker: () => new Worker('data:text/javascript,', { type: 'module' }) });
    void client.push({ event: 'one' });
    await client.close();
    const journal = (): unknown[] => leftJournals(site);
    expect(journal()).toMatchObject([{ message: expect.stringMatching(/"one"/) }]);
    void client.push({ event: 'two' });
    await Promise.resolve();
    expect(journal()).toMatchObject([{ message: expect.stringMatching(/"one".*"two"/s) }]);
    const { client: next } = open(site);
    await vi.waitFor(async () => expect((await next.status()).outbox?.counters.pending).toBe(2), patience);
  });

  it('has no dead letters to list, requeue or purge where nothing was refused', async () => {
    const { client } = open();
    expect([await client.deadLetters(), await client.requeue(), await client.purge(['x'])]).toEqual([[], 0, 0]);
    await client.close();
    expect([await client.deadLetters(), await client.requeue(), await client.purge(['x'])]).toEqual([[], 0, 0]);
  });

  it.each([
    ['storefront', {}, 0],
    ['kiosk', { preset: 'kiosk' }, 1],
    ['storefront that asks', { persist: true }, 1],
    ['kiosk that does not', { preset: 'kiosk', persist: false }, 0],
  ] as const)('asks the browser to keep a %s’s storage as its settings say', async (_, settings, times) => {
    let asked = 0;
    const persist = (): Promise<boolean> => {
      asked += 1;
      return Promise.reject(new Error('refused'));
    };
    // WebKitGTK has no storage manager of its own.
    Object.defineProperty(navigator, 'storage', { value: { persist }, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(navigator, 'storage'));
    const { client } = open(undefined, settings);
    await client.status();
    expect(asked).toBe(times);
  });

  it('throws for settings that cannot work, and only then', () => {
    expect(() => createIgEvents({ site: 'no spaces' })).toThrow(IgEventsError);
    expect(() => createIgEvents({ endpoint: 'ftp://collector' })).toThrow(IgEventsError);
  });
});
