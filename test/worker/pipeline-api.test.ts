import { describe, expect, it } from 'vitest';
import { erasureType } from '../../src/shared/cloud-event.js';
import { type OutboxMark, recordSeparator } from '../../src/shared/protocol.js';
import type { MarkChannel } from '../../src/worker/mark-channel.js';
import { createPipelineApi } from '../../src/worker/pipeline-api.js';
import { createGivenCollector } from '../support/given-collector.js';
import { makeDiskStore } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';
import { openOnDisk } from '../support/open-on-disk.js';
import { contextRecord, type OpenedPipeline, openPipeline, pushRecord } from '../support/open-pipeline.js';

const receivedBy = ({ collector }: OpenedPipeline): string[] => collector.received.map(({ id }) => id);

describe('pipeline-api', () => {
  it('takes one string down and gives one number back, once the events can be read from the disk', async () => {
    const { api, push, answers, whenDurable } = await openPipeline();
    push(1, 3);
    await whenDurable(3);
    expect(answers).toEqual([3]);
    expect(await api.status()).toMatchObject({ storage: 'disk', counters: { pending: 3, delivered: 0 } });
    await api.close(3);
  });

  it('appends what another page left under its old ids, and once, however much of it was durable already', async () => {
    const { api, push, whenDurable, site } = await openPipeline({ pageId: 'old' });
    push(1, 2);
    await whenDurable(2);
    await api.close(2);
    const left = [contextRecord, pushRecord(2), pushRecord(3)].join(recordSeparator);
    const next = await openPipeline({ site, pageId: 'new' });
    expect(await next.api.recover('old', left)).toBe(true);
    expect(await next.api.recover('old', left)).toBe(true);
    await next.api.flush(0);
    expect(receivedBy(next)).toEqual(['old:1', 'old:2', 'old:3']);
  });

  it('leaves the events of a page that is gone to the next one, which is about to send them before it pushes anything itself', async () => {
    const first = await openPipeline({ pageId: 'one' });
    first.push(1);
    await first.whenDurable(1);
    await first.api.close(1);
    expect(receivedBy(first)).toEqual([]);
    const next = await openPipeline({ site: first.site, pageId: 'two' });
    expect(next.clock.waits()).toHaveLength(1);
    expect(await next.api.flush(0)).toMatchObject({ delivered: 1, pending: 0, state: { name: 'idle' } });
    expect(receivedBy(next)).toEqual(['one:1']);
    await next.api.close(0);
  });

  it('flushes what was posted just before, however long the disk takes', async () => {
    const { api, push, collector } = await openPipeline();
    push(1, 2);
    expect(await api.flush(2)).toMatchObject({ delivered: 2, pending: 0 });
    expect(collector.received.map(({ sequence }) => sequence)).toEqual(['1', '2']);
    await api.close(2);
  });

  it('stores an event once although a page that lost its worker hands it over again', async () => {
    const { api, push, whenDurable, site } = await openPipeline();
    push(1, 2);
    await whenDurable(2);
    await api.close(2);
    const successor = await openPipeline({ site });
    successor.push(1, 3);
    await successor.whenDurable(3);
    await successor.api.flush(3);
    expect(receivedBy(successor)).toEqual(['page:1', 'page:2', 'page:3']);
    await successor.api.close(3);
  });

  it('answers an empty message with what is durable, though nothing was appended', async () => {
    const { api, port, push, answers, whenDurable, turn } = await openPipeline({ durable: 4 });
    port.postMessage('');
    await whenDurable(4);
    push(5);
    await whenDurable(5);
    port.postMessage('');
    await turn();
    expect(answers).toEqual([4, 5, 5]);
    await api.close(5);
  });

  it('lets a damaged record cost itself alone', async () => {
    const { api, port, collector, problems } = await openPipeline();
    port.postMessage([contextRecord, pushRecord(1), '{"n":2,"at":1,"item":oops}', pushRecord(3)].join(recordSeparator));
    await api.flush(3);
    expect(collector.received.flatMap(({ data }) => ('event' in data ? [data.properties] : []))).toEqual([{ n: 1 }, { n: 3 }]);
    expect((await api.status()).counters.rejected).toEqual({ unreadable: 1 });
    expect(problems.map(({ code }) => code)).toEqual(['event-rejected']);
    await api.close(3);
  });

  it('accounts for everything in its status', async () => {
    const { api, push, clock, collector } = await openPipeline();
    collector.status = 503;
    push(1);
    await api.flush(1);
    const { flusher, counters, deliveredAt, problems } = await api.status();
    expect(flusher).toMatchObject({ name: 'waiting', because: 'backoff' });
    expect(flusher.name === 'waiting' && flusher.until > clock.now()).toBe(true);
    expect(counters.pending).toBe(1);
    expect(deliveredAt).toBeUndefined();
    expect(problems).toMatchObject([{ code: 'delivery-delayed', count: 1 }]);
    await api.close(1);
  });

  it('lists, sends again and deletes what the collector will not take', async () => {
    const { api, push, collector } = await openPipeline();
    collector.reject = ({ id }) => (id === 'page:2' ? undefined : { code: 'bad', detail: 'No.', retryable: false });
    push(1, 3);
    await api.flush(3);
    expect(await api.deadLetters()).toMatchObject([
      { id: 'page:1', event: 'seen', properties: { n: 1 }, code: 'bad', detail: 'No.' },
      { id: 'page:3' },
    ]);
    collector.reject = () => undefined;
    expect(await api.requeue(['page:3', 'page:9'])).toBe(1);
    await api.flush(3);
    expect(await api.purge()).toBe(1);
    expect([await api.deadLetters(), collector.ids()]).toEqual([[], ['page:2', 'page:3']]);
    expect((await api.status()).counters).toMatchObject({ delivered: 2, buried: 1, pending: 0 });
    await api.close(3);
  });

  it('puts aside what does not keep its schema, counts it as buried, and sends it when it is requeued after all', async () => {
    const complaint = { code: 'schema', detail: 'n: too small' };
    const createCheck = () => (event: { n: number }) => (event.n === 2 ? complaint : undefined);
    const { api, port, collector, fates } = await openPipeline({ createCheck });
    port.postMessage(
      [contextRecord, pushRecord(1), pushRecord(2).replace('"item"', '"track":true,"item"'), pushRecord(3)].join(recordSeparator),
    );
    await api.flush(3);
    expect(collector.ids()).toEqual(['page:1', 'page:3']);
    expect(fates).toEqual([[2, 2, { state: 'buried', code: 'schema' }]]);
    expect(await api.deadLetters()).toMatchObject([{ id: 'page:2', properties: { n: 2 }, ...complaint }]);
    expect((await api.status()).counters).toMatchObject({ delivered: 2, buried: 1, pending: 0 });
    // It has a number: the report tells the collector that nobody shall miss it.
    const numbers = collector.received.map(({ sequence }) => Number(sequence));
    expect(numbers.toSorted((one, other) => one - other)).toEqual([1, 2, 4]);
    expect(collector.received.at(-1)?.data).toMatchObject({ buried: 1 });
    expect(await api.requeue()).toBe(1);
    await api.flush(3);
    expect(collector.ids()).toEqual(['page:1', 'page:3', 'page:2']);
    expect((await api.status()).counters).toMatchObject({ delivered: 3, buried: 0, pending: 0 });
    await api.close(3);
  });

  it('drops and counts what does not keep its schema when there is no room among the dead letters', async () => {
    const createCheck = () => () => ({ code: 'schema', detail: 'bad' });
    const { api, port, fates } = await openPipeline({ createCheck });
    const large = (n: number): string =>
      pushRecord(n)
        .replace(`{"n":${n}}}}`, `{"text":"${'x'.repeat(30_000)}"}}}`)
        .replace('"item"', '"track":true,"item"');
    port.postMessage([contextRecord, ...Array.from({ length: 40 }, (_, index) => large(index + 1))].join(recordSeparator));
    await api.flush(40);
    const { buried, dropped } = (await api.status()).counters;
    expect(buried).toBeGreaterThan(30);
    expect(buried + (dropped['dead-letters-full'] ?? 0)).toBe(40);
    expect(fates.at(-1)?.[2]).toEqual({ state: 'dropped', reason: 'dead-letters-full' });
    await api.close(40);
  });

  it('tells the page that what memory put aside is counted, though nothing waits there', async () => {
    const createCheck = () => () => ({ code: 'schema', detail: 'bad' });
    const page = await openOnDisk('refused', { createCheck });
    page.push(1, 2);
    await page.whenDurable(2);
    expect(await page.counters()).toMatchObject({ buried: 2, pending: 0 });
    await page.recover();
    expect(await page.api.deadLetters()).toHaveLength(2);
  });

  it('tells the page about its outbox at most once per second, and the newest', async () => {
    const { api, push, whenDurable, marks, clock } = await openPipeline();
    for (const n of [1, 2, 3]) {
      push(n);
      await whenDurable(n);
    }
    expect(marks).toHaveLength(1);
    clock.advance(1_000);
    const { outboxId } = await api.status();
    expect(marks.slice(1)).toEqual([{ outboxId, pending: 3, failedOpens: 0, revision: 3 }]);
    await api.close(3);
  });

  it('sends requests of deletion before a denial resolves that keeps the events', async () => {
    const { api, push, whenDurable, collector, clock, turn } = await openPipeline({ grantedAt: 1 });
    collector.status = 503;
    push(1, 3);
    await whenDurable(3);
    await api.erase('somebody');
    await turn();
    collector.status = 200;
    // One row of events is left.
    expect(await api.withdraw(clock.now(), true)).toBe(1);
    expect(collector.received).toMatchObject([{ type: erasureType, data: { userId: 'somebody' } }]);
  });

  it('does not tell a second later what another page has told the newer state of', async () => {
    const told: ((mark: OutboxMark) => void)[] = [];
    const channel: MarkChannel = {
      tell: () => {},
      onTold: (listener) => told.push(listener),
      tellWithdrawn: () => {},
      onWithdrawn: () => {},
      tellDepartures: () => {},
      onDepartures: () => {},
      close: () => {},
    };
    const { api, push, whenDurable, marks, clock } = await openPipeline({ channel });
    for (const n of [1, 2]) {
      push(n);
      await whenDurable(n);
    }
    const { outboxId } = await api.status();
    for (const tell of told) tell({ outboxId, pending: 9, failedOpens: 0, revision: 9 });
    clock.advance(1_000);
    // A service worker cannot write down what it tells.
    expect(marks.map(({ pending }) => pending)).toEqual([1, 9]);
    await api.close(2);
  });

  it('refuses to work before it is opened', async () => {
    const createStore = ({ site }: { site: string }) => makeDiskStore(site);
    const { fetch } = createGivenCollector();
    const device = {};
    const createMarkChannel = () => undefined;
    const given = { environment: createManualClock(), fetch, locks: undefined, createStore, createMarkChannel, isOnline: true, device };
    const api = createPipelineApi(given);
    await expect(api.status()).rejects.toThrow('not open');
  });
});
