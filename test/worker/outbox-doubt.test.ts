import { describe, expect, it } from 'vitest';
import { recordSeparator } from '../../src/shared/protocol.js';
import { missingOf } from '../support/loss-audit.js';
import { isCustom, pushedOf } from '../support/make-outbox.js';
import { nothing } from '../support/nothing.js';
import { openOnDisk } from '../support/open-on-disk.js';
import { badRecord, contextRecord, pushRecord } from '../support/open-pipeline.js';

const ids = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `page:${from + index}`);

describe('an append that nobody knew to have succeeded', () => {
  it('is delivered from memory, and counted once when the disk has it too', async () => {
    const { push, feel, turn, api, collector, recover, counters, storage, answers } = await openOnDisk('silent');
    push(1, 3);
    await turn();
    expect(await storage()).toBe('memory');
    await feel('refused');
    await api.flush(3);
    push(4);
    await turn();
    await recover();
    await api.flush(4);
    expect(answers.at(-1)).toBe(4);
    expect(collector.ids()).toEqual(ids(1, 4));
    expect(await counters()).toMatchObject({ delivered: 4, pending: 0, dropped: nothing });
  });

  it('is on the disk once when memory had not delivered it', async () => {
    const { push, feel, turn, collector, recover, counters, onDisk } = await openOnDisk('silent');
    collector.status = 503;
    push(1, 3);
    await turn();
    await feel('refused');
    push(4, 5);
    await turn();
    await recover();
    expect(await onDisk()).toEqual([1, 2, 3, 4, 5].map((n) => [`page:${n}`, String(n)]));
    expect(await counters()).toMatchObject({ delivered: 0, pending: 5, dropped: nothing });
  });
});

describe('what a page hands over again', () => {
  it.each([503, 200])('is counted once when the disk had it all and is refused for a while (collector: %i)', async (status) => {
    const first = await openOnDisk('well', { pageId: 'old' });
    const left = [contextRecord, pushRecord(1), badRecord(2), '{"n":5,"dropped":3}'].join(recordSeparator);
    first.port.postMessage(left);
    await first.whenDurable(5);
    await first.api.close(5);
    const { site, clock, disk } = first;
    const next = await openOnDisk('refused', { site, clock, disk });
    next.collector.status = status;
    const recovered = next.api.recover('old', left);
    next.push(1, 2);
    await next.turn();
    await next.api.flush(2);
    await next.recover();
    expect(await recovered).toBe(true);
    next.push(3, 4);
    await next.whenDurable(4);
    next.collector.status = 200;
    await next.api.flush(4);
    expect(new Set(next.collector.ids())).toEqual(new Set(['old:1', ...ids(1, 4)]));
    const counters = await next.counters();
    // Which kind a push was that memory has counted again is known only while nothing was delivered from there; the sum is.
    if (status === 503) expect(counters).toMatchObject({ delivered: 5, rejected: { 'not-an-object': 1 }, dropped: { 'staging-full': 3 } });
    expect([counters.pending, pushedOf(counters)]).toEqual([0, 9]);
    for (const count of [counters.delivered, ...Object.values(counters.dropped)]) expect(count).toBeGreaterThanOrEqual(0);
  });
});

describe('a move that nobody knew to have succeeded', () => {
  it.each(['silent', 'late'] as const)('is made once, and loses nothing that came meanwhile (%s)', async (mood) => {
    const { push, feel, turn, pass, api, collector, recover, counters, onDisk, answers } = await openOnDisk('well');
    collector.status = 503;
    await api.status();
    await feel('refused');
    push(1, 3);
    await turn();
    await feel(mood);
    await pass(5_000, 1_000);
    push(4, 5);
    await turn();
    await pass(5_000, 1_000);
    push(6);
    await turn();
    expect(answers).toEqual([]);
    await recover();
    expect((await onDisk()).map(([id]) => id)).toEqual(ids(1, 6));
    expect(answers.at(-1)).toBe(6);
    expect(await counters()).toMatchObject({ delivered: 0, pending: 6, dropped: nothing });
    collector.status = 200;
    await api.flush(6);
    expect(await counters()).toMatchObject({ delivered: 6, pending: 0 });
    expect(collector.received.filter(isCustom).map(({ id }) => id)).toEqual(ids(1, 6));
  });

  it('lets what comes meanwhile be delivered, and tells no number durable before the ones in doubt', async () => {
    const { push, feel, turn, pass, api, collector, recover, counters, answers } = await openOnDisk('well');
    collector.status = 503;
    await api.status();
    await feel('refused');
    push(1, 3);
    await turn();
    await feel('late');
    await pass(2_000, 1_000);
    await feel('refused');
    collector.status = 200;
    push(4, 5);
    await turn();
    await api.flush(5);
    expect(collector.ids()).toEqual(ids(4, 5));
    expect(answers).toEqual([]);
    await recover();
    await api.flush(5);
    expect(answers.at(-1)).toBe(5);
    expect(new Set(collector.ids())).toEqual(new Set(ids(1, 5)));
    expect(await counters()).toMatchObject({ delivered: 5, pending: 0, dropped: nothing });
  });
});

describe('an outbox in memory', () => {
  it('gives up its oldest events beyond its bound, says so to the page, and the account and the audit stay exact', async () => {
    const { push, turn, api, collector, recover, counters, answers } = await openOnDisk('refused', { settings: { maxOutboxBytes: 3_000 } });
    collector.status = 503;
    for (let n = 1; n <= 9; n++) {
      push(n);
      await turn();
    }
    const { pending, dropped } = await counters();
    expect(pending + (dropped.quota ?? 0)).toBe(9);
    expect(dropped.quota).toBeGreaterThan(0);
    expect(answers.at(-1)).toBe(dropped.quota);
    await recover();
    collector.status = 200;
    await api.flush(9);
    expect(await counters()).toMatchObject({ delivered: pending, pending: 0, dropped });
    expect(collector.ids()).toEqual(ids(10 - pending, 9));
    await api.flush(9);
    for (const missing of Object.values(missingOf(collector.received))) expect(missing).toBe(0);
  });

  it('buries what the collector refuses, lets the others pass, and takes it along to the disk', async () => {
    const { push, turn, api, collector, recover, counters } = await openOnDisk('refused');
    collector.reject = ({ id }) => (id === 'page:2' ? { code: 'bad', detail: 'No.', retryable: false } : undefined);
    push(1, 3);
    await turn();
    await api.flush(3);
    expect(await counters()).toMatchObject({ delivered: 2, buried: 1, pending: 0 });
    expect(await api.deadLetters()).toMatchObject([{ id: 'page:2' }]);
    await recover();
    expect(await counters()).toMatchObject({ delivered: 2, buried: 1, pending: 0 });
    expect(await api.deadLetters()).toMatchObject([{ id: 'page:2', code: 'bad', properties: { n: 2 } }]);
    collector.reject = () => undefined;
    await api.requeue();
    await api.flush(3);
    expect(await counters()).toMatchObject({ delivered: 3, buried: 0, pending: 0 });
  });

  it('is empty for a page that came after its thread had died, which hands everything over again', async () => {
    const first = await openOnDisk('refused');
    first.push(1, 3);
    await first.turn();
    await first.api.flush(3);
    first.collector.status = 503;
    first.push(4, 5);
    await first.turn();
    const { disk, collector, clock, site } = first;
    const next = await openOnDisk('well', { disk, collector, clock, site, durable: 3 });
    disk.feel('well');
    next.port.postMessage([contextRecord, pushRecord(4), pushRecord(5)].join(recordSeparator));
    await next.whenDurable(5);
    collector.status = 200;
    await next.api.flush(5);
    expect(collector.ids()).toEqual(ids(1, 5));
    // What the first had delivered from memory it could tell nobody but the page.
    expect(pushedOf((await next.api.status()).counters)).toBe(2);
  });
});
