import { describe, expect, it } from 'vitest';
import type { Fate, IgEventsSettings } from '../../src/main/index.js';
import { destroyed, healthy } from '../support/faults.js';
import type { ShopBrowser } from '../support/launch-chromium.js';
import { expectConserved, type ShopPage } from '../support/shop-page.js';
import { namesOf, sequencesOf, upTo, whenAudited, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

declare global {
  interface Window {
    handles: { id: string; durable: Promise<Fate>; settled: Promise<Fate> }[];
    /** Every worker that the page has started. */
    workers: Worker[];
  }
}

/** Tracks the event and remembers its handle. @returns the event's id. */
async function track({ page }: ShopPage, item: unknown): Promise<string> {
  return page.evaluate((event) => {
    const handle = window.client.track(event as { event: string });
    window.handles = [...(window.handles ?? []), handle];
    return handle.id;
  }, item);
}

const whenDurable = ({ page }: ShopPage, index: number): Promise<Fate | undefined> =>
  page.evaluate((at) => window.handles[at]?.durable, index);
const whenSettled = ({ page }: ShopPage, index: number): Promise<Fate | undefined> =>
  page.evaluate((at) => window.handles[at]?.settled, index);

const durable: Fate = { state: 'durable' };
const delivered: Fate = { state: 'delivered' };

async function openTab(browser: ShopBrowser, url: string): Promise<ShopPage> {
  await browser.beforeEachPage(() => {
    window.workers = [];
    window.Worker = class extends Worker {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        window.workers.push(this);
      }
    };
  });
  return browser.open(url);
}

describe('track', () => {
  it('tells that an event is durable, that it was delivered, and why there is none', async () => {
    const shop = await openShop();
    const tab = await openTab(await openBrowser(), shop.pageUrl());
    shop.setFault(destroyed);
    const id = await track(tab, { event: 'order_placed', properties: { order: 17 } });
    await track(tab, { event: 'order_paid', id: ' order-17 ' });
    await track(tab, undefined);
    expect(await Promise.all([whenDurable(tab, 0), whenDurable(tab, 1)])).toEqual([durable, durable]);
    expect(await whenSettled(tab, 2)).toEqual({ state: 'rejected', reason: 'not-an-object' });
    shop.setFault(healthy);
    await tab.flush();
    expect(await Promise.all([whenSettled(tab, 0), whenSettled(tab, 1)])).toEqual([delivered, delivered]);
    expect((await whenStored(shop, 2)).map((event) => event.id)).toEqual([id, 'order-17']);
    await expectConserved(tab, 3);
  });

  it('goes on telling after the worker has died', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const opener = await browser.open(shop.pageUrl({ settings: { site: 'opener' } }));
    await opener.page.context().clock.install();
    const tab = await openTab(browser, shop.pageUrl());
    shop.setFault(destroyed);
    await track(tab, { event: 'before' });
    expect(await whenDurable(tab, 0)).toEqual(durable);
    await tab.page.evaluate(() => window.workers.at(-1)?.terminate());
    await track(tab, { event: 'after' });
    shop.setFault(healthy);
    while ((await tab.page.evaluate(() => window.workers.length)) < 2) await tab.page.clock.fastForward(10_000);
    expect(await Promise.all([whenSettled(tab, 0), whenSettled(tab, 1)])).toEqual([delivered, delivered]);
    expect(namesOf(await whenStored(shop, 2))).toEqual(['before', 'after']);
    await expectConserved(tab, 2);
  });

  it('tells of two tabs’ events whichever of them delivers', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    shop.setFault(destroyed);
    const [one, other] = [await openTab(browser, shop.pageUrl()), await browser.open(shop.pageUrl())];
    await track(one, { event: 'of_one' });
    await track(other, { event: 'of_other' });
    expect(await Promise.all([whenDurable(one, 0), whenDurable(other, 0)])).toEqual([durable, durable]);
    shop.setFault(healthy);
    await one.flush();
    expect(await Promise.all([whenSettled(one, 0), whenSettled(other, 0)])).toEqual([delivered, delivered]);
    await whenStored(shop, 2);
  });

  it('tells that there is no consent, before and after it was withdrawn', async () => {
    const shop = await openShop();
    const settings: IgEventsSettings = { consent: 'denied' };
    const tab = await openTab(await openBrowser(), shop.pageUrl({ settings }));
    const withheld: Fate = { state: 'dropped', reason: 'consent' };
    await track(tab, { event: 'never' });
    expect(await Promise.all([whenDurable(tab, 0), whenSettled(tab, 0)])).toEqual([withheld, withheld]);
    shop.setFault(destroyed);
    await tab.page.evaluate(() => window.client.setConsent('granted'));
    await track(tab, { event: 'waits' });
    expect(await whenDurable(tab, 1)).toEqual(durable);
    await tab.page.evaluate(() => window.client.setConsent('denied'));
    expect(await whenSettled(tab, 1)).toEqual(withheld);
    expect(await shop.store().events({ limit: 10 })).toEqual([]);
  });

  it('says that it does not know more when the pipeline is closed, and works where no worker may run', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await openTab(await openBrowser(), shop.pageUrl({ policy: "worker-src 'none'" }));
    await track(tab, { event: 'kept' });
    expect(await whenDurable(tab, 0)).toEqual(durable);
    await tab.page.evaluate(() => window.client.close());
    expect(await whenSettled(tab, 0)).toEqual({ state: 'unknown' });
  });
});

describe('the options of an event', () => {
  it('make one event of what is pushed twice under an own id, by this page load or a later one', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl());
    const order = { event: 'order_placed', id: 'order-17', properties: { order: 17 } };
    await tab.push(order, { event: 'other' }, order);
    await tab.whenNothingPends();
    await tab.reload();
    await tab.push(order, { event: 'last' });
    await tab.whenNothingPends();
    const stored = await whenStored(shop, 3);
    expect(stored.filter(({ id }) => id === 'order-17')).toHaveLength(1);
    expect(namesOf(stored)).toEqual(['order_placed', 'other', 'last']);
    expect(await expectConserved(tab, 5)).toMatchObject({ delivered: 5, duplicates: 2 });
    await whenAudited(shop, { highestSequence: 5, missing: 0, idConflicts: 0, cloned: 0 });
  });

  it('tell when it happened, though it was pushed later', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.page.evaluate(() => window.client.push({ event: 'imported', timestamp: new Date('2019-05-06T07:08:09.010Z') }));
    const [event] = await whenStored(shop, 1);
    expect(event?.time).toBe('2019-05-06T07:08:09.010Z');
    expect(event?.lagMs).toBeLessThan(60_000);
  });

  it('send what is urgent at once, with all that waits before it, in order', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl({ settings: { flushDelayMs: 86_400_000 } }));
    await tab.push(...upTo(5).map((n) => ({ event: `event_${n}` })));
    await tab.whenDurable();
    expect(await tab.counters()).toMatchObject({ pending: 5 });
    await tab.push({ event: 'event_6', priority: 'high' });
    const stored = await whenStored(shop, 6);
    expect([namesOf(stored), sequencesOf(stored)]).toEqual([upTo(6).map((n) => `event_${n}`), upTo(6)]);
  });
});
