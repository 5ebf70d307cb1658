import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { destroyed, healthy } from '../support/faults.js';
import type { ShopBrowser } from '../support/launch-chromium.js';
import { nothing } from '../support/nothing.js';
import { patience } from '../support/patience.js';
import { expectConserved, type ShopPage } from '../support/shop-page.js';
import type { Shop, ShopPageOptions } from '../support/start-shop.js';
import { clearSiteData, setQuota } from '../support/storage-faults.js';
import {
  droppedIn,
  eventNames,
  expectAllDelivered,
  expectLost,
  expectStorage,
  expectStored,
  longStory,
  outboxOf,
  pushEvents,
  whenAccounted,
  whenNoneIsMissing,
  whenStorageIs,
} from '../support/storage-story.js';
import { whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

const quotaBytes = 300_000;

describe('full-disk', () => {
  it('keeps in memory what the disk refuses, and delivers both', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await openWithQuota(shop);
    const pushed = await pushUntilRefused(tab);
    shop.setFault(healthy);
    await tab.flush();
    await expectAllDelivered(shop, tab, pushed);
    await pushEvents(tab, pushed + 1, pushed + 10);
    await expectAllDelivered(shop, tab, pushed + 10);
  });

  it('carries over a reload what the disk refuses', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await openWithQuota(shop);
    const pushed = await pushUntilRefused(tab);
    await tab.reload();
    await whenAccounted(tab, pushed);
    shop.setFault(healthy);
    await tab.flush();
    await expectStored(shop, eventNames(1, pushed));
  });

  it('tells the same account when the disk takes writes again', longStory, async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await openWithQuota(shop);
    const pushed = await pushUntilRefused(tab);
    shop.setFault(healthy);
    await tab.flush();
    await expectAllDelivered(shop, tab, pushed);
    await setQuota(tab, undefined);
    await whenStorageIs(tab, 'disk');
    await pushEvents(tab, pushed + 1, pushed + 5);
    await expectAllDelivered(shop, tab, pushed + 5);
    await tab.reload();
    await tab.whenRunning();
    expect(await tab.counters()).toMatchObject({ delivered: pushed + 5, pending: 0, dropped: nothing });
    await whenNoneIsMissing(shop, tab);
  });

  it('keeps one account when two pages share a full disk', longStory, async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openBrowser();
    const first = await openWithQuota(shop, { browser });
    const pushed = await pushUntilRefused(first);
    const second = await browser.open(shop.pageUrl());
    await pushEvents(second, pushed + 1, pushed + 10, noise(5_000));
    await whenStorageIs(second, 'memory');
    shop.setFault(healthy);
    await Promise.all([first.flush(), second.flush()]);
    await expectStored(shop, eventNames(1, pushed + 10));
    await setQuota(first, undefined);
    await Promise.all([whenStorageIs(first, 'disk'), whenStorageIs(second, 'disk')]);
    await expectAllDelivered(shop, first, pushed + 10);
    await expectAllDelivered(shop, second, pushed + 10);
    await whenNoneIsMissing(shop, first);
  });

  it('loses only what was on the disk when the database is deleted while memory holds the rest', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await openWithQuota(shop);
    const pushed = await pushUntilRefused(tab);
    const { durable: lost } = (await tab.status()).page;
    await clearSiteData(tab, 'indexeddb');
    shop.setFault(healthy);
    await pushEvents(tab, pushed + 1, pushed + 10);
    await tab.flush();
    await expectLost(shop, tab, { pushed: pushed + 10, lost, reason: 'outbox-lost' });
  });

  it.each(['drop-oldest', 'drop-newest'] as const)('counts what neither the disk nor the memory can hold (%s)', async (whenFull) => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await openWithQuota(shop, { page: { settings: { maxOutboxBytes: 2 * quotaBytes, whenFull } } });
    const last = 150;
    // Each another noise: Chromium would compress copies of one.
    for (let n = 1; n <= last; n++) await pushEvents(tab, n, n, noise(10_000));
    await vi.waitFor(async () => expect(droppedIn((await outboxOf(tab)).counters)).toBeGreaterThan(0), patience);
    await whenAccounted(tab, last);
    shop.setFault(healthy);
    await tab.flush();
    await tab.whenNothingPends();
    const { delivered, dropped } = await expectConserved(tab, last);
    expect(dropped).toEqual({ quota: last - delivered });
    const kept = (await whenStored(shop, delivered)).map(({ name }) => name);
    expect(kept).toHaveLength(delivered);
    // What is on the full disk stays there; what is given up was in memory, or would have come there.
    expect(kept).toContain('event_1');
    expect(kept.includes(`event_${last}`)).toBe(whenFull === 'drop-oldest');
  });
});

/** Properties of this length that take so much room: Chromium compresses the values that it stores. */
function noise(length: number): { text: string } {
  return { text: randomBytes((length * 3) / 4).toString('base64') };
}

/** Sets the quota before the first byte is stored: Chromium grants for a while what it has once counted as free. */
async function openWithQuota(shop: Shop, given: { browser?: ShopBrowser; page?: ShopPageOptions } = {}): Promise<ShopPage> {
  const browser = given.browser ?? (await openBrowser());
  const release = shop.holdWorker();
  const tab = await browser.open(shop.pageUrl(given.page));
  await setQuota(tab, quotaBytes);
  release();
  await tab.whenRunning();
  return tab;
}

/** Pushes until the disk refuses more. @returns how many events were pushed; all of them wait. */
async function pushUntilRefused(tab: ShopPage): Promise<number> {
  let pushed = 0;
  while ((await outboxOf(tab)).storage === 'disk' && pushed < 200) {
    await pushEvents(tab, pushed + 1, pushed + 10, noise(5_000));
    pushed += 10;
    await whenAccounted(tab, pushed);
  }
  await expectStorage(tab, 'memory');
  return pushed;
}
