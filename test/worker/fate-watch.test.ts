import { describe, expect, it, onTestFinished } from 'vitest';
import { type Fate, recordSeparator } from '../../src/shared/protocol.js';
import { createMarkChannel, type MarkChannel } from '../../src/worker/mark-channel.js';
import { newSite } from '../support/make-outbox.js';
import { openOnDisk } from '../support/open-on-disk.js';
import { contextRecord, type OpenedPipeline, openPipeline } from '../support/open-pipeline.js';

/** A push that the page tracks; without an item it is no event. */
const tracked = (n: number, item: unknown = { event: 'seen', properties: { n } }): string =>
  `{"n":${n},"at":1000,"monotonicMs":${n},"track":true,"item":${JSON.stringify(item)}}`;
const untracked = (n: number): string => tracked(n).replace('"track":true,', '');

function post({ port }: OpenedPipeline, ...records: string[]): void {
  port.postMessage([contextRecord, ...records].join(recordSeparator));
}

function channelOf(site: string): MarkChannel {
  const channel = createMarkChannel(site);
  onTestFinished(() => channel.close());
  return channel;
}

/** What the page was told of push `n`, in order. */
const fatesOf = ({ fates }: OpenedPipeline, n: number): Fate[] =>
  fates.filter(([from, to]) => from <= n && n <= to).map(([, , fate]) => fate);
const durable: Fate = { state: 'durable' };
const delivered: Fate = { state: 'delivered' };

describe('fate-watch', () => {
  it('tells of tracked pushes that they are durable and that they were delivered, and of no others', async () => {
    const page = await openPipeline();
    post(page, untracked(1), tracked(2), untracked(3));
    await page.whenDurable(3);
    expect(page.fates).toEqual([[2, 2, durable]]);
    await page.api.flush(3);
    expect(page.fates).toEqual([
      [2, 2, durable],
      [2, 2, delivered],
    ]);
    await page.api.close(3);
  });

  it('sets no timer and reads nothing for pages that track nothing', async () => {
    const page = await openPipeline();
    page.push(1, 3);
    await page.whenDurable(3);
    await page.api.flush(3);
    // The second until the page may be told of its outbox again, and the idle flusher's look.
    expect(page.clock.waits().filter((ms) => ms !== 1_000)).toEqual([300_000]);
    await page.api.close(3);
  });

  it('tells why there is no event, and that pushes had no room on the page', async () => {
    const page = await openPipeline();
    post(page, tracked(1, null), '{"n":4,"dropped":3}', '{"n":6,"dropped":2,"reason":"consent"}', tracked(7, { event: ',' }));
    await page.whenDurable(7);
    expect(page.fates).toEqual([
      [1, 1, { state: 'rejected', reason: 'not-an-object' }],
      [2, 4, { state: 'dropped', reason: 'staging-full' }],
      [5, 6, { state: 'dropped', reason: 'consent' }],
      [7, 7, { state: 'rejected', reason: 'name-empty' }],
    ]);
    await page.api.close(7);
  });

  it('tells what the collector refuses, and what it takes of the same batch', async () => {
    const page = await openPipeline();
    page.collector.reject = ({ id }) => (id === 'page:2' ? { code: 'bad', detail: 'No.', retryable: false } : undefined);
    post(page, tracked(1), tracked(2), tracked(3));
    await page.api.flush(3);
    expect([1, 2, 3].map((n) => fatesOf(page, n).at(-1))).toEqual([delivered, { state: 'buried', code: 'bad' }, delivered]);
    await page.api.close(3);
  });

  it('tells nothing of what the collector asks to keep, until it has taken it', async () => {
    const page = await openPipeline();
    page.collector.reject = ({ id }) => (id === 'page:1' ? { code: 'busy', detail: '', retryable: true } : undefined);
    post(page, tracked(1), tracked(2));
    await page.api.flush(2);
    expect([fatesOf(page, 1), fatesOf(page, 2)]).toEqual([[durable], [durable, delivered]]);
    page.collector.reject = () => undefined;
    await page.api.flush(2);
    expect(fatesOf(page, 1)).toEqual([durable, delivered]);
    await page.api.close(2);
  });

  it('tells what is given up for room, at the old end and at the new one', async () => {
    const oldest = await openPipeline({ settings: { maxOutboxEvents: 2 } });
    post(oldest, tracked(1), tracked(2));
    await oldest.whenDurable(2);
    post(oldest, tracked(3), tracked(4), tracked(5));
    await oldest.whenDurable(5);
    const full: Fate = { state: 'dropped', reason: 'outbox-full' };
    expect([1, 2, 3, 4, 5].map((n) => fatesOf(oldest, n).at(-1))).toEqual([full, full, full, durable, durable]);
    await oldest.api.close(5);

    const newest = await openPipeline({ settings: { maxOutboxEvents: 2, whenFull: 'drop-newest' } });
    post(newest, tracked(1), tracked(2), tracked(3));
    await newest.whenDurable(3);
    expect([1, 2, 3].map((n) => fatesOf(newest, n))).toEqual([[durable], [durable], [full]]);
    await newest.api.close(3);
  });

  it('tells what is erased by the wish of its user', async () => {
    const page = await openPipeline();
    post(page, tracked(1));
    await page.whenDurable(1);
    await page.api.erase('ig_1');
    expect(fatesOf(page, 1)).toEqual([durable, { state: 'dropped', reason: 'erased' }]);
    await page.api.close(1);
  });

  it('tells what another tab has delivered', async () => {
    const site = newSite();
    const page = await openPipeline({ site, pageId: 'one', channel: channelOf(site) });
    const other = await openPipeline({ site, pageId: 'two', channel: channelOf(site) });
    post(page, tracked(1), tracked(2));
    await page.whenDurable(2);
    expect(await other.api.flush(0)).toMatchObject({ delivered: 2 });
    await expect
      .poll(() => [fatesOf(page, 1), fatesOf(page, 2)])
      .toEqual([
        [durable, delivered],
        [durable, delivered],
      ]);
    await page.api.close(2);
    await other.api.close(0);
  });

  it('finds out by itself what another tab has delivered and could not tell', async () => {
    const site = newSite();
    const page = await openPipeline({ site, pageId: 'one' });
    const other = await openPipeline({ site, pageId: 'two' });
    post(page, tracked(1), tracked(2));
    await page.whenDurable(2);
    other.collector.reject = ({ id }) => (id === 'one:2' ? { code: 'bad', detail: '', retryable: false } : undefined);
    await other.api.flush(0);
    page.clock.advance(60_000);
    await expect.poll(() => [fatesOf(page, 1).at(-1), fatesOf(page, 2).at(-1)]).toEqual([delivered, { state: 'buried', code: 'bad' }]);
    await page.api.close(2);
    await other.api.close(0);
  });

  it('says that it does not know, where something was given up meanwhile', async () => {
    const site = newSite();
    const page = await openPipeline({ site, pageId: 'one' });
    const other = await openPipeline({ site, pageId: 'two', settings: { maxOutboxEvents: 1 } });
    post(page, tracked(1));
    await page.whenDurable(1);
    other.push(1);
    await other.whenDurable(1);
    page.clock.advance(60_000);
    await expect.poll(() => fatesOf(page, 1)).toEqual([durable, { state: 'unknown' }]);
    await page.api.close(1);
    await other.api.close(1);
  });

  it('goes on for a worker that is gone: with what was durable, and with what is handed over once more', async () => {
    const first = await openPipeline();
    post(first, tracked(1), tracked(2), tracked(3));
    await first.whenDurable(3);
    await first.api.close(3);
    // Of the third the page has not heard that it is durable.
    const next = await openPipeline({ site: first.site, durable: 2, followed: [1, 2] });
    post(next, tracked(3));
    await next.whenDurable(3);
    await next.pass(1_000);
    await next.api.flush(3);
    expect([1, 2, 3].map((n) => fatesOf(next, n))).toEqual([[delivered], [delivered], [durable, delivered]]);
    await next.api.close(3);
  });

  it('finds what was delivered while no worker ran', async () => {
    const site = newSite();
    const first = await openPipeline({ site });
    post(first, tracked(1));
    await first.whenDurable(1);
    await first.api.close(1);
    const other = await openPipeline({ site, pageId: 'other' });
    await other.api.flush(0);
    await other.api.close(0);
    const next = await openPipeline({ site, durable: 1, followed: [1] });
    next.clock.advance(1_000);
    await expect.poll(() => fatesOf(next, 1)).toEqual([delivered]);
    await next.api.close(1);
  });

  it('tells what is delivered from memory, and what memory has no room for', async () => {
    const page = await openOnDisk('refused', { settings: { maxOutboxEvents: 2 } });
    post(page, tracked(1), tracked(2), tracked(3));
    await page.turn();
    expect(page.fates.map(([from, , fate]) => [from, fate])).toEqual([[1, { state: 'dropped', reason: 'quota' }]]);
    await page.api.flush(3);
    await page.turn();
    expect([2, 3].map((n) => fatesOf(page, n).at(0))).toEqual([delivered, delivered]);
  });

  it('follows what moves from memory to the disk', async () => {
    const page = await openOnDisk('refused');
    page.collector.status = 503;
    post(page, tracked(1), untracked(2), tracked(3));
    await page.turn();
    expect(page.fates).toEqual([]);
    await page.feel('well');
    // Long before it looks for itself.
    await page.pass(3_000);
    expect(page.fates).toEqual([
      [1, 1, durable],
      [3, 3, durable],
    ]);
    page.collector.status = 200;
    await page.api.flush(3);
    expect([fatesOf(page, 1), fatesOf(page, 3)]).toEqual([
      [durable, delivered],
      [durable, delivered],
    ]);
  });

  it('follows an event that was appended to a disk that did not say so', async () => {
    const page = await openOnDisk('silent');
    page.collector.status = 503;
    post(page, tracked(1), tracked(2));
    await page.turn();
    await page.feel('well');
    await page.pass(5_000);
    page.collector.status = 200;
    await page.api.flush(2);
    expect([fatesOf(page, 1).at(-1), fatesOf(page, 2).at(-1)]).toEqual([delivered, delivered]);
  });

  it('tells that an outbox is lost', async () => {
    const page = await openOnDisk('well');
    page.collector.status = 503;
    post(page, tracked(1));
    await page.whenDurable(1);
    await page.disk.inner.transact('readwrite', async (tables) => {
      tables.deleteRows(0, 1_000);
      const head = await tables.head();
      if (head) tables.putHead({ ...head, outboxId: 'another', pendingEvents: 0, pendingRows: 0, pendingBytes: 0 });
    });
    await page.pass(61_000, 1_000);
    expect(fatesOf(page, 1)).toEqual([durable, { state: 'dropped', reason: 'outbox-lost' }]);
  });

  it('takes so many pushes at the most, and says of the others that it does not know', async () => {
    const page = await openPipeline();
    page.collector.status = 503;
    post(page, ...Array.from({ length: 10_001 }, (_, index) => tracked(index + 1)));
    await page.whenDurable(10_001);
    expect(page.fates.filter(([, , { state }]) => state === 'unknown')).toEqual([[10_001, 10_001, { state: 'unknown' }]]);
    await page.api.close(10_001);
  });
});
