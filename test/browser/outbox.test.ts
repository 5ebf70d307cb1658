// The log on the engine's own IndexedDB: what the tests in node show of it by a stand-in.
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEnvelope } from '../../src/worker/envelope.js';
import type { Outbox } from '../../src/worker/outbox.js';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import { makeEntries, makeEvent } from '../support/make-event.js';
import { isReport, makeOutbox, pushedOf, waitingIn } from '../support/make-outbox.js';
import type { AppendOrder } from './outbox-worker.js';

const roomy = { events: 500, bytes: 1_000_000 };
const delivered = { others: { kind: 'delivered' as const }, byId: new Map() };

function openOutbox(site: string = crypto.randomUUID()): { outbox: Outbox; site: string } {
  const { outbox } = makeOutbox({ site });
  onTestFinished(() => outbox.close());
  return { outbox, site };
}

async function take(outbox: Outbox, limits = roomy) {
  const taken = await outbox.oldest(limits);
  if (!taken) throw new Error('Nothing waits.');
  return taken;
}

describe('outbox', () => {
  it('keeps what was appended for the next who opens it, under the same numbers', async () => {
    const { outbox, site } = openOutbox();
    await outbox.append('page', makeEntries(1, 3));
    const before = await outbox.account();
    outbox.close();
    const { outbox: later } = openOutbox(site);
    expect((await waitingIn(later)).map(({ id, sequence }) => [id, sequence])).toEqual([1, 2, 3].map((n) => [`page:${n}`, String(n)]));
    expect(await later.account()).toEqual(before);
  });

  it('ignores what the page has appended before, over a reopening as well', async () => {
    const { outbox, site } = openOutbox();
    await outbox.append('page', makeEntries(1, 3));
    await outbox.append('page', makeEntries(1, 3));
    outbox.close();
    const { outbox: later } = openOutbox(site);
    await later.append('page', makeEntries(2, 5));
    expect((await waitingIn(later)).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5].map((n) => `page:${n}`));
    expect((await later.account()).counters.pending).toBe(5);
  });

  it('numbers the events of three threads and connections without a gap', async () => {
    const { outbox, site } = openOutbox();
    const { outbox: second } = openOutbox(site);
    const appendAll = async (connection: Outbox, pageId: string): Promise<void> => {
      for (let first = 1; first <= 40; first += 4) await connection.append(pageId, makeEntries(first, first + 3, { pageId }));
    };
    await Promise.all([
      appendAll(outbox, 'one'),
      appendAll(second, 'two'),
      appendInWorker({ site, pageId: 'three', batches: 10, eventsEach: 4 }),
    ]);
    const events = await waitingIn(outbox);
    expect(events.map(({ sequence }) => Number(sequence))).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    for (const pageId of ['one', 'two', 'three']) {
      const own = events.filter(({ id }) => id.startsWith(`${pageId}:`)).map(({ id }) => Number(id.split(':')[1]));
      expect(own).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    }
    expect((await outbox.account()).counters.pending).toBe(120);
  });

  it('gives the oldest first and deletes only what was settled', async () => {
    const { outbox } = openOutbox();
    for (const first of [1, 4, 7]) await outbox.append('page', makeEntries(first, first + 2));
    const claim = await outbox.claim();
    const taken = await take(outbox, { events: 4, bytes: 1_000_000 });
    expect([taken.firstSequence, taken.lastSequence, taken.more]).toEqual([1, 3, true]);
    expect(await outbox.settle(claim, taken, delivered, firstSchedule)).toMatchObject({ delivered: 3 });
    expect((await waitingIn(outbox)).map(({ sequence }) => sequence)).toEqual(['4', '5', '6', '7', '8', '9']);
    expect((await outbox.account()).counters).toMatchObject({ delivered: 3, pending: 6 });
  });

  it('lets whoever was claimed past change nothing any more', async () => {
    const { outbox, site } = openOutbox();
    const { outbox: other } = openOutbox(site);
    await outbox.append('page', makeEntries(1, 3));
    const claim = await outbox.claim();
    const taken = await take(outbox);
    await other.claim();
    expect(await outbox.settle(claim, taken, delivered, firstSchedule)).toBeUndefined();
    expect(await outbox.reschedule(claim, { ...firstSchedule, failures: 9 })).toBe(false);
    expect(await waitingIn(other)).toHaveLength(3);
    expect((await other.account()).schedule.failures).toBe(0);
  });

  it('buries one event out of the middle of a record batch, and a report tells it', async () => {
    const { outbox } = openOutbox();
    await outbox.append('page', makeEntries(1, 3));
    const claim = await outbox.claim();
    const byId = new Map([['page:2', { kind: 'buried' as const, code: 'bad', detail: 'No.' }]]);
    await outbox.settle(claim, await take(outbox), { others: { kind: 'delivered' }, byId }, firstSchedule);
    await outbox.claim();
    const [report, ...others] = await waitingIn(outbox);
    expect(others).toEqual([]);
    expect(report && isReport(report) && report.data).toMatchObject({ buried: 1, pending: 0 });
    const { counters } = await outbox.account();
    expect(counters).toMatchObject({ delivered: 2, buried: 1, pending: 0 });
    expect(pushedOf(counters)).toBe(3);
  });

  it('rewrites a record batch of which only a part was taken', async () => {
    const { outbox } = openOutbox();
    await outbox.append('page', makeEntries(1, 10));
    const claim = await outbox.claim();
    await outbox.settle(claim, await take(outbox, { events: 4, bytes: 1_000_000 }), delivered, firstSchedule);
    expect((await waitingIn(outbox)).map(({ sequence }) => Number(sequence))).toEqual([5, 6, 7, 8, 9, 10]);
    await outbox.append('page', makeEntries(11, 12));
    expect((await waitingIn(outbox)).map(({ sequence }) => Number(sequence))).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it.each([true, false])('puts its texts into an envelope unchanged (gzip: %s)', async (compress) => {
    const { outbox } = openOutbox();
    const properties = { text: 'ä語😀\u0000\u2028"\\'.repeat(100) };
    await outbox.append('page', [{ n: 1, event: makeEvent(1, { properties }) }, ...makeEntries(2, 9)]);
    const taken = await take(outbox);
    const envelope = await createEnvelope(taken, { batch: 'b', count: 1, now: 0, compress, writeKey: undefined });
    expect([envelope.compressed, envelope.headers['content-encoding']]).toEqual(compress ? [true, 'gzip'] : [false, undefined]);
    expect(await textOf(envelope.body)).toBe(`[${taken.body}]`);
    expect(JSON.parse(`[${taken.body}]`)[0].data.properties).toEqual(properties);
  });
});

function appendInWorker(order: AppendOrder): Promise<void> {
  const worker = new Worker(new URL('./outbox-worker.ts', import.meta.url), { type: 'module' });
  onTestFinished(() => worker.terminate());
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(order);
  });
}

async function textOf(body: string | Uint8Array<ArrayBuffer>): Promise<string> {
  if (typeof body === 'string') return body;
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  const [text] = await Promise.all([new Response(stream.readable).text(), writer.write(body).then(() => writer.close())]);
  return text;
}
