import type { Page } from 'playwright';
import { describe, expect, it, vi } from 'vitest';
import { erasureType } from '../../src/shared/cloud-event.js';
import { destroyed, healthy, held } from '../support/faults.js';
import { patience } from '../support/patience.js';
import { expectConserved } from '../support/shop-page.js';
import { namesOf, whenAudited, whenRequested, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

/** Everything that a page of the shop has kept on the device: names of databases with their rows, of stored values, and the cookies. */
function keptBy(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const kept = Object.keys(localStorage).concat(
      document.cookie ? document.cookie.split('; ').map((pair) => `cookie ${pair.split('=')[0]}`) : [],
    );
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const table of ['batches', 'deadLetters']) {
        const count = await new Promise<number>((resolve) => {
          const counting = database.transaction(table).objectStore(table).count();
          counting.onsuccess = () => resolve(counting.result);
        });
        if (count > 0) kept.push(`${count} ${table}`);
      }
      database.close();
    }
    return kept.toSorted();
  });
}

const setConsent = (page: Page, consent: 'granted' | 'pending' | 'denied'): Promise<void> =>
  page.evaluate((value) => window.client.setConsent(value), consent);

describe('consent', () => {
  it('keeps events in memory only while it is pending, and delivers them with their push times when it is granted', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl({ settings: { consent: 'pending' } }));
    await tab.push({ event: 'first' });
    await tab.push({ event: 'second' });
    const pushedBy = Date.now();
    expect((await tab.status()).page).toMatchObject({ pushed: 2, durable: 0, pipeline: 'off', consent: 'pending' });
    expect(await keptBy(tab.page)).toEqual([]);
    expect(await tab.page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
    expect(shop.requests).toEqual([]);

    await setConsent(tab.page, 'granted');
    const events = await whenStored(shop, 2);
    expect(namesOf(events)).toEqual(['first', 'second']);
    for (const { time } of events) expect(Date.parse(time)).toBeLessThanOrEqual(pushedBy);
    const [userId] = await tab.page.evaluate(() => [localStorage.getItem('ig-id')]);
    expect(events.map((event) => event.userId)).toEqual([userId, userId]);
    await expectConserved(tab, 2);
  });

  it('bounds what it keeps in memory, and counts the rest', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl({ settings: { consent: 'pending' } }));
    await tab.page.evaluate(() => {
      for (let n = 1; n <= 600; n++) void window.client.push({ event: 'seen', properties: { n } });
    });
    await setConsent(tab.page, 'granted');
    // One of the 500 records is their context.
    await whenStored(shop, 500);
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 600)).toMatchObject({ delivered: 500, dropped: { 'staging-full': 100 } });
  });

  it('drops and counts what is pushed after a denial, and remembers it on the next page', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await setConsent(tab.page, 'denied');
    await tab.push({ event: 'unwanted' }, { event: 'unwanted' });
    expect((await tab.status()).page).toMatchObject({ pushed: 2, withheld: 2, pipeline: 'off', consent: 'denied' });
    await tab.reload();
    await tab.push({ event: 'unwanted' });
    expect((await tab.status()).page).toMatchObject({ pushed: 1, withheld: 1, pipeline: 'off', consent: 'denied' });
    expect(await keptBy(tab.page)).toEqual(['igev-consent:default']);
    expect(shop.requests).toEqual([]);

    await setConsent(tab.page, 'granted');
    await tab.push({ event: 'wanted' });
    expect(namesOf(await whenStored(shop, 1))).toEqual(['wanted']);
    await tab.whenNothingPends();
    expect(await tab.counters()).toMatchObject({ delivered: 1, dropped: { consent: 1 } });
    await whenAudited(shop, { missing: 0 });
  });

  it('stops the wire in every tab and deletes what waits before a denial resolves', async () => {
    const shop = await openShop();
    const { fault, stored } = held();
    shop.setFault(fault);
    const browser = await openBrowser();
    const first = await browser.open(shop.pageUrl());
    await first.push({ event: 'of_first' });
    await stored;
    const second = await browser.open(shop.pageUrl());
    await second.push({ event: 'of_second' });
    await second.whenDurable();
    // Decided in the tab that does not send.
    await setConsent(second.page, 'denied');
    const requested = shop.requests.length;
    shop.setFault(healthy);
    await vi.waitFor(async () => expect((await first.status()).page).toMatchObject({ pipeline: 'off', consent: 'denied' }), patience);
    await first.push({ event: 'unwanted' });
    await vi.waitFor(async () => expect(await keptBy(first.page)).toEqual(['igev-consent:default']), patience);
    expect(await keptBy(second.page)).toEqual(['igev-consent:default']);
    expect(shop.requests).toHaveLength(requested);
    expect(await first.page.evaluate(() => window.uncaught)).toEqual([]);

    // And again, in the other direction.
    await setConsent(first.page, 'granted');
    await vi.waitFor(async () => expect((await second.status()).page.consent).toBe('granted'), patience);
    await second.push({ event: 'wanted' });
    const events = await whenStored(shop, 2);
    expect(events.map(({ name }) => name)).toEqual(['of_first', 'wanted']);
    expect(new Set(events.map(({ userId }) => userId)).size).toBe(2);
  });

  it('leaves nothing of what a tab that is being closed has written down', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.page.evaluate(() => localStorage.setItem('igev-journal:default:left', '{"n":1,"at":1,"item":{"event":"left"}}'));
    const decided = tab.page.evaluate(() => {
      void window.client.push({ event: 'last' });
      const done = window.client.setConsent('denied');
      dispatchEvent(new Event('pagehide'));
      return done;
    });
    await decided;
    expect(await keptBy(tab.page)).toEqual(['igev-consent:default']);
  });

  it('keeps what waits through a denial where the shop wants it, and sends it only after a new consent', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl({ settings: { onDeny: 'keep' } }));
    await tab.push({ event: 'kept' });
    await whenRequested(shop, 1);
    await setConsent(tab.page, 'denied');
    const requested = shop.requests.length;
    shop.setFault(healthy);
    await tab.reload();
    await tab.push({ event: 'unwanted' });
    expect(shop.requests).toHaveLength(requested);
    await setConsent(tab.page, 'granted');
    await tab.flush();
    expect(namesOf(await whenStored(shop, 1))).toEqual(['kept']);
  });

  it('takes Global Privacy Control for a denial until the visitor says otherwise', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    await browser.beforeEachPage(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true }));
    const tab = await browser.open(shop.pageUrl());
    await tab.push({ event: 'unwanted' });
    expect((await tab.status()).page).toMatchObject({ withheld: 1, consent: 'denied' });
    expect(await keptBy(tab.page)).toEqual([]);
    const indifferent = await browser.open(shop.pageUrl({ settings: { site: 'indifferent', globalPrivacyControl: 'ignore' } }));
    expect((await indifferent.status()).page.consent).toBe('granted');
    await setConsent(tab.page, 'granted');
    await tab.push({ event: 'wanted' });
    await tab.reload();
    await tab.push({ event: 'wanted' });
    expect(namesOf(await whenStored(shop, 2))).toEqual(['wanted', 'wanted']);
  });

  it('sends a request of deletion without consent, too, and goes on with it on a later page', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.push({ event: 'to_forget' });
    await whenRequested(shop, 1);
    await setConsent(tab.page, 'denied');
    await tab.page.evaluate(() => window.client.erase('ig_old'));
    const requested = shop.requests.length;
    shop.setFault(healthy);
    await tab.reload();
    await whenRequested(shop, requested + 1);
    expect(shop.requests[requested]?.events).toMatchObject([{ type: erasureType, data: { userId: 'ig_old' } }]);
    await vi.waitFor(async () => expect(await keptBy(tab.page)).toEqual(['igev-consent:default']), patience);
    await tab.reload();
    expect(shop.requests).toHaveLength(requested + 1);
  });

  it('forgets a user at the collector and on the device, and goes on as another', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.push({ event: 'to_forget', properties: { secret: 'x' } });
    const [before] = await whenStored(shop, 1);
    await tab.whenNothingPends();
    shop.setFault(destroyed);
    await tab.push({ event: 'to_forget' });
    await tab.whenDurable();
    await tab.page.evaluate(() => window.client.erase());
    await tab.push({ event: 'of_another' });
    shop.setFault(healthy);
    await tab.flush();
    await vi.waitFor(async () => expect(namesOf(await whenStored(shop, 1))).toEqual(['of_another']), patience);
    const [after] = await whenStored(shop, 1);
    expect(after?.userId).not.toBe(before?.userId);
    await whenAudited(shop, { missing: 0 });
    expect(await tab.counters()).toMatchObject({ dropped: { erased: 1 } });
  });
});
