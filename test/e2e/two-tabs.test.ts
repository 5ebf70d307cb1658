import { describe, expect, it } from 'vitest';
import { healthy, held, status } from '../support/faults.js';
import { expectConserved } from '../support/shop-page.js';
import { namesOf, sequencesOf, upTo, whenAudited, whenRequested, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

describe('two-tabs', () => {
  it('delivers each event of two tabs once, in one numbering without gaps, by one request at a time', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const settings = { flushDelayMs: 0, maxBatchEvents: 50 };
    const tabs = [await browser.open(shop.pageUrl({ settings })), await browser.open(shop.pageUrl({ settings }))];
    await Promise.all(tabs.map((tab, index) => tab.page.evaluate(pushInTasks, { name: `tab_${index}`, count: 500 })));

    const events = await whenStored(shop, 1_000);
    for (const [index, tab] of tabs.entries()) {
      const own = events.filter(({ name }) => name === `tab_${index}`);
      expect(own.map(({ properties }) => properties).toSorted(byN)).toEqual(upTo(500).map((n) => ({ n })));
      await tab.whenNothingPends();
      expect(await expectConserved(tab, 1_000)).toMatchObject({ delivered: 1_000, duplicates: 0 });
    }
    expect(sequencesOf(events)).toEqual(upTo(1_000));
    expect(shop.mostInFlight()).toBe(1);
    await whenAudited(shop, { received: 1_000, missing: 0, duplicates: 0 });
  });

  it('goes on in the other tab when the sending one is closed in the middle of a request', async () => {
    const shop = await openShop();
    const { fault, stored } = held();
    shop.setFault(fault);
    const browser = await openBrowser();
    const first = await browser.open(shop.pageUrl());
    await first.push({ event: 'of_first' });
    await stored;
    // Opened only now: before, it could have been the one that sends.
    const second = await browser.open(shop.pageUrl());
    await second.push({ event: 'of_second' });
    await second.whenDurable();
    shop.setFault(healthy);
    await first.page.close();

    expect(namesOf(await whenStored(shop, 2))).toEqual(['of_first', 'of_second']);
    await second.whenNothingPends();
    expect(await expectConserved(second, 2)).toMatchObject({ delivered: 2, duplicates: 1 });
    await whenAudited(shop, { received: 2, missing: 0, duplicates: 1 });
  });

  it('obeys in one tab the pause that the collector asked of the other', async () => {
    const shop = await openShop();
    shop.setFault(status(429, { 'retry-after': '3600' }));
    const browser = await openBrowser();
    const first = await browser.open(shop.pageUrl());
    await first.push({ event: 'of_first' });
    await whenRequested(shop, 1);
    await first.whenFlusherIs('waiting');
    const second = await browser.open(shop.pageUrl());
    await second.push({ event: 'of_second' });
    await second.whenDurable();
    expect(await second.flush()).toMatchObject({ delivered: 0, pending: 2, state: { name: 'waiting', because: 'retry-after' } });
    expect(shop.requests).toHaveLength(1);
    await expectConserved(second, 2);
  });

  it('keeps the outboxes of two sites on one origin apart', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    for (const site of ['one', 'two']) {
      const tab = await browser.open(shop.pageUrl({ settings: { site } }));
      await tab.push({ event: site });
      await tab.whenNothingPends();
      await expectConserved(tab, 1);
    }
    const events = await whenStored(shop, 2);
    expect(events.map(({ name, sequence, source }) => [name, sequence, source.split(':')[2]])).toEqual([
      ['one', '1', 'one'],
      ['two', '1', 'two'],
    ]);
  });
});

/** Pushes in many tasks, as handlers do, so that the tabs' transactions mix. */
async function pushInTasks({ name, count }: { name: string; count: number }): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const nextTask = (): Promise<unknown> =>
    new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage('next');
    });
  for (let n = 1; n <= count; n++) {
    void window.client.push({ event: name, properties: { n } });
    if (n % 5 === 0) await nextTask();
  }
}

function byN(a: unknown, b: unknown): number {
  return nOf(a) - nOf(b);
}

function nOf(value: unknown): number {
  return typeof value === 'object' && value !== null && 'n' in value ? Number(value.n) : Number.NaN;
}
