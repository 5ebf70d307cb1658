// The library against a collector that was written from the description of the wire alone.
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { patience } from '../support/patience.js';
import { expectConserved } from '../support/shop-page.js';
import { upTo } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';
import { startWireCollector, type WireCollector } from '../support/wire-collector.js';

async function openWire(shopUrl: string, writeKey?: string): Promise<WireCollector> {
  const collector = await startWireCollector({ origin: new URL(shopUrl).origin, ...(writeKey !== undefined && { writeKey }) });
  onTestFinished(() => collector.close());
  return collector;
}

function whenWired(collector: WireCollector, count: number): Promise<void> {
  return vi.waitFor(() => expect(collector.stored.size).toBeGreaterThanOrEqual(count), patience);
}

function sequencesIn(collector: WireCollector): number[] {
  return [...collector.stored.values()].map(({ sequence }) => Number(sequence)).toSorted((a, b) => a - b);
}

describe('wire-client', () => {
  it('says every member of every event as described, across origins, reloads and kinds of events', async () => {
    const shop = await openShop();
    const collector = await openWire(shop.elsewhereUrl, 'key-1');
    const settings = { endpoint: collector.url, writeKey: 'key-1', site: 'shop.1', maxBatchEvents: 7 };
    const tab = await (await openBrowser()).open(shop.pageUrl({ settings }));
    await tab.push({ event: 'bare' }, { event: "na,me's  ", properties: { a: [1, { b: null }] } });
    await whenWired(collector, 2);
    await tab.push(...upTo(30).map((n) => ({ event: `event_${n}`, properties: { n, text: 'ä'.repeat(n) } })));
    await whenWired(collector, 32);
    // Something that cannot be an event: its count travels as a report.
    await tab.page.evaluate(() => void window.client.push(...([{}] as never[])));
    await whenWired(collector, 33);
    await tab.reload();
    await tab.push({ event: 'reloaded' });
    await whenWired(collector, 34);

    expect(collector.violations).toEqual([]);
    expect(sequencesIn(collector)).toEqual(upTo(34));
    const [report, ...others] = [...collector.stored.values()].filter(({ type }) => type === 'io.igevents.report.v1');
    expect(others).toEqual([]);
    expect(report?.['data']).toEqual({ dropped: {}, rejected: { 'name-missing': 1 }, buried: 0, pending: 0, oldestAt: null });
    expect(new Set([...collector.stored.values()].map(({ source }) => source)).size).toBe(1);
    await tab.whenNothingPends();
    await expectConserved(tab, 34);
  });

  it('numbers the attempts of a batch and changes nothing else in it, over a reload as well', async () => {
    const shop = await openShop();
    const collector = await openWire(shop.elsewhereUrl);
    collector.failNext(503, 500, 429, 503);
    const tab = await (await openBrowser()).open(shop.pageUrl({ settings: { endpoint: collector.url } }));
    await tab.push(...upTo(3).map((n) => ({ event: `event_${n}` })));
    await tab.whenDurable();
    await tab.flush();
    await tab.flush();
    await tab.reload();
    await tab.flush();
    await tab.flush();
    await whenWired(collector, 3);

    expect(collector.violations).toEqual([]);
    expect(collector.attempts.map(({ attempt }) => attempt)).toEqual(upTo(collector.attempts.length));
    expect(collector.attempts.length).toBeGreaterThanOrEqual(5);
    expect(new Set(collector.attempts.map(({ batch }) => batch)).size).toBe(1);
    await tab.whenNothingPends();
    await expectConserved(tab, 3);
  });

  it('gives every batch an id of its own', async () => {
    const shop = await openShop();
    const collector = await openWire(shop.elsewhereUrl);
    const tab = await (await openBrowser()).open(shop.pageUrl({ settings: { endpoint: collector.url, maxBatchEvents: 4 } }));
    await tab.push(...upTo(20).map((n) => ({ event: `event_${n}` })));
    await whenWired(collector, 20);
    expect(collector.violations).toEqual([]);
    expect(collector.attempts.map(({ events }) => events.length)).toEqual([4, 4, 4, 4, 4]);
    expect(new Set(collector.attempts.map(({ batch }) => batch)).size).toBe(5);
    await tab.whenNothingPends();
    await expectConserved(tab, 20);
  });
});
