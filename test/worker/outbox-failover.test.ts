import { describe, expect, it } from 'vitest';
import { erasureType } from '../../src/shared/cloud-event.js';
import { recordSeparator } from '../../src/shared/protocol.js';
import type { Mood } from '../support/given-store.js';
import { pageContext } from '../support/make-event.js';
import { pushedOf } from '../support/make-outbox.js';
import { nothing } from '../support/nothing.js';
import { openOnDisk } from '../support/open-on-disk.js';
import { badRecord, contextRecord, pushRecord } from '../support/open-pipeline.js';

const ids = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `page:${from + index}`);

describe('outbox-failover', () => {
  it('sends from memory what the disk refuses, and calls it durable once it is delivered', async () => {
    const { push, turn, answers, api, storage, counters, collector, problems, whenDurable } = await openOnDisk('refused');
    push(1, 3);
    await turn();
    expect([answers, await storage()]).toEqual([[], 'memory']);
    expect(await counters()).toMatchObject({ pending: 3, delivered: 0 });
    expect(await api.flush(3)).toMatchObject({ delivered: 3, pending: 0 });
    await whenDurable(3);
    expect(collector.ids()).toEqual(ids(1, 3));
    expect(problems.map(({ code }) => code)).toContain('storage-unavailable');
  });

  it('sends from memory by itself, without being told to', async () => {
    const { push, pass, collector, whenDurable } = await openOnDisk('refused');
    push(1, 3);
    await pass(1_000, 100);
    await whenDurable(3);
    expect(collector.ids()).toEqual(ids(1, 3));
  });

  it('moves to the disk, in order and without a gap, when that answers again, and calls it durable then', async () => {
    const { push, turn, answers, collector, counters, storage, onDisk, recover, api } = await openOnDisk('refused');
    collector.status = 503;
    push(1, 2);
    await turn();
    push(3, 4);
    await turn();
    expect(answers).toEqual([]);
    await recover();
    expect(answers.at(-1)).toBe(4);
    expect(await onDisk()).toEqual([1, 2, 3, 4].map((n) => [`page:${n}`, String(n)]));
    expect([await storage(), await counters()]).toMatchObject(['disk', { pending: 4, delivered: 0, dropped: nothing }]);
    push(5);
    collector.status = 200;
    await api.flush(5);
    expect(collector.ids()).toEqual(ids(1, 5));
    expect(await counters()).toMatchObject({ pending: 0, delivered: 5 });
  });

  it('tells no number durable that is in memory only, whatever else is told meanwhile', async () => {
    const { port, turn, feel, answers, collector, recover } = await openOnDisk('hung');
    collector.status = 503;
    port.postMessage([contextRecord, badRecord(1)].join(recordSeparator));
    await turn();
    // These are appended in the very moment in which the first is told.
    port.postMessage(pushRecord(2));
    port.postMessage(badRecord(3));
    await feel('refused');
    await turn();
    expect(answers.map(Number).filter((n) => n > 1)).toEqual([]);
    await recover();
    expect(answers.at(-1)).toBe(3);
  });

  it('tells durable what has left before the first that waits', async () => {
    const { push, turn, api, answers, collector } = await openOnDisk('refused');
    collector.reject = ({ id }) => (id === 'page:3' ? { code: 'later', detail: '', retryable: true } : undefined);
    push(1, 5);
    await turn();
    await api.flush(5);
    await turn();
    expect(answers.at(-1)).toBe(2);
    expect(collector.ids()).toEqual(['page:1', 'page:2', 'page:4', 'page:5']);
  });

  it('goes on delivering what the disk holds while the disk takes nothing new', async () => {
    const { push, whenDurable, feel, turn, api, counters, storage, collector, recover } = await openOnDisk('well');
    collector.status = 503;
    push(1, 3);
    await whenDurable(3);
    await feel('full');
    push(4, 6);
    await turn();
    expect([await storage(), await counters()]).toMatchObject(['memory', { pending: 6 }]);
    collector.status = 200;
    expect(await api.flush(6)).toMatchObject({ delivered: 6, pending: 0 });
    expect(new Set(collector.ids())).toEqual(new Set(ids(1, 6)));
    await whenDurable(6);
    await recover();
    expect([await storage(), await counters()]).toMatchObject(['disk', { pending: 0, delivered: 6, dropped: nothing }]);
  });

  it('lets a request that is in flight end before it moves, and counts its events once', async () => {
    const { push, turn, pass, api, disk, collector, counters, onDisk, whenDurable } = await openOnDisk('refused');
    const release = collector.hold();
    push(1, 3);
    await turn();
    const flushed = api.flush(3);
    await turn();
    disk.feel('well');
    push(4, 5);
    await pass(3_000);
    collector.status = 503;
    release();
    await flushed;
    await whenDurable(5);
    expect((await onDisk()).map(([id]) => id)).toEqual(ids(4, 5));
    expect(await counters()).toMatchObject({ delivered: 3, pending: 2 });
  });

  it('appends what an earlier page left, and what a restarted page hands over again, once', async () => {
    const { api, push, turn, collector, counters, onDisk, recover, answers } = await openOnDisk('refused');
    collector.status = 503;
    const recovered = api.recover('old', [contextRecord, pushRecord(1), pushRecord(2)].join(recordSeparator));
    push(1, 2);
    push(1, 3);
    await turn();
    expect(await counters()).toMatchObject({ pending: 5 });
    expect(answers).toEqual([]);
    await recover();
    expect(await recovered).toBe(true);
    expect((await onDisk()).map(([id]) => id).toSorted()).toEqual(['old:1', 'old:2', ...ids(1, 3)]);
    expect(await counters()).toMatchObject({ pending: 5, dropped: nothing });
  });

  it('says what it knows while the disk does not answer', async () => {
    const { push, whenDurable, feel, turn, clock, api } = await openOnDisk('well');
    push(1, 2);
    await whenDurable(2);
    await api.status();
    await feel('refused');
    push(3);
    await turn();
    await feel('hung');
    const status = api.status();
    await turn();
    clock.advance(1_000);
    expect((await status).counters.pending).toBe(3);
  });

  it('tells its storage before anything was pushed', async () => {
    const { storage, counters } = await openOnDisk('refused');
    expect([await storage(), pushedOf(await counters())]).toEqual(['memory', 0]);
  });

  it('counts a page load in which the files were found damaged', async () => {
    const mark = { outboxId: 'known', pending: 7, failedOpens: 1 };
    const { push, turn, marks } = await openOnDisk('corrupt', { mark });
    push(1);
    await turn();
    expect(marks.at(-1)).toEqual({ outboxId: 'known', pending: 7, failedOpens: 2 });
  });

  it.each<Mood>(['full', 'refused'])(
    'asks the collector to forget a user though the disk is %s, and forgets when it is not',
    async (mood) => {
      const { api, push, whenDurable, feel, recover, turn, collector, onDisk, counters } = await openOnDisk('well');
      collector.status = 503;
      push(1, 2);
      await whenDurable(2);
      await feel(mood);
      await api.erase(pageContext.userId);
      collector.status = 200;
      await turn();
      await api.flush(2);
      const requests = () => collector.received.filter(({ type }) => type === erasureType);
      expect(requests()).toMatchObject([{ data: { userId: pageContext.userId } }]);
      collector.status = 503;
      await recover();
      // What the disk has sent of the user meanwhile is asked for once more.
      collector.status = 200;
      await api.flush(2);
      expect(requests()).toMatchObject([{ data: { userId: pageContext.userId } }, { data: { userId: pageContext.userId } }]);
      expect(await onDisk()).toEqual([]);
      const { delivered, dropped } = await counters();
      expect(delivered + (dropped.erased ?? 0)).toBe(4);
    },
  );

  it('ends with its page, and leaves no timer behind', async () => {
    const { push, turn, pass, api, collector, clock, disk } = await openOnDisk('refused');
    collector.status = 503;
    push(1);
    await turn();
    const closed = api.close(1);
    await pass(5_000);
    expect(await closed).toBe(false);
    disk.feel('well');
    await pass(120_000, 10_000);
    expect([clock.waits(), collector.received]).toEqual([[], []]);
  });
});
