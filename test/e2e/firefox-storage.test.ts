import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { destroyed, healthy } from '../support/faults.js';
import { firefoxPath, launchFirefox } from '../support/launch-firefox.js';
import type { ShopPage } from '../support/shop-page.js';
import type { Shop } from '../support/start-shop.js';
import { deleteOutbox } from '../support/storage-faults.js';
import {
  expectAllDelivered,
  expectLost,
  expectStorage,
  longStory,
  outboxOf,
  problemCodes,
  pushEvents,
  whenAccounted,
  whenStorageIs,
} from '../support/storage-story.js';
import { newProfile, openShop } from '../support/story.js';

describe.skipIf(firefoxPath === undefined)('firefox-storage', () => {
  it('delivers from memory where the user forbids sites to store anything, and says so', async () => {
    const shop = await openShop();
    const tab = await openFirefox(shop, { 'network.cookie.cookieBehavior': 2 });
    await pushEvents(tab, 1, 20);
    await expectAllDelivered(shop, tab, 20);
    await expectStorage(tab, 'memory');
    expect(await problemCodes(tab)).toEqual(['storage-unavailable']);
  });

  it(
    'keeps in memory what a full disk refuses, delivers both, and goes back to the disk, which gives the room back',
    longStory,
    async () => {
      const shop = await openShop();
      shop.setFault(destroyed);
      // In KiB. A site may use all of so small a limit.
      const tab = await openFirefox(shop, { 'dom.quotaManager.temporaryStorage.fixedLimit': 4_096 });
      let pushed = 0;
      while ((await outboxOf(tab)).storage === 'disk' && pushed < 1_000) {
        await pushEvents(tab, pushed + 1, pushed + 20, { text: randomBytes(7_500).toString('base64') });
        pushed += 20;
        await whenAccounted(tab, pushed);
      }
      await expectStorage(tab, 'memory');
      shop.setFault(healthy);
      await tab.flush();
      await expectAllDelivered(shop, tab, pushed);
      await whenStorageIs(tab, 'disk');
      await pushEvents(tab, pushed + 1, pushed + 20);
      await expectAllDelivered(shop, tab, pushed + 20);
    },
  );

  it('counts what waited when the database is deleted, and goes on', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await openFirefox(shop);
    await pushEvents(tab, 1, 10);
    await tab.whenDurable();
    await deleteOutbox(tab);
    shop.setFault(healthy);
    await pushEvents(tab, 11, 20);
    await expectLost(shop, tab, { pushed: 20, lost: 10, reason: 'outbox-lost' });
  });
});

async function openFirefox(shop: Shop, preferences?: Record<string, number>): Promise<ShopPage> {
  const browser = await launchFirefox(newProfile(), preferences);
  onTestFinished(() => browser.close());
  return browser.open(shop.pageUrl());
}
