import { describe, expect, it } from 'vitest';
import { destroyed, healthy } from '../support/faults.js';
import { expectConserved } from '../support/shop-page.js';
import type { Shop } from '../support/start-shop.js';
import { faultyStorage, forbidSiteData, keepOldConnection, lockTables, type OpenFault, setOpenFault } from '../support/storage-faults.js';
import {
  eventNames,
  expectAllDelivered,
  expectStorage,
  expectStored,
  longStory,
  problemCodes,
  pushEvents,
  whenAccounted,
  whenStorageIs,
} from '../support/storage-story.js';
import { newProfile, openBrowser, openShop } from '../support/story.js';

const otherSite = (shop: Shop): string => shop.pageUrl({ settings: { site: 'another' } });

describe('storage-life', () => {
  it('delivers from memory where the user forbids sites to store anything, and says so', async () => {
    const shop = await openShop();
    const profile = newProfile();
    forbidSiteData(profile);
    const tab = await (await openBrowser(profile)).open(shop.pageUrl());
    await pushEvents(tab, 1, 20);
    await expectAllDelivered(shop, tab, 20);
    await expectStorage(tab, 'memory');
    expect(await problemCodes(tab)).toEqual(['storage-unavailable']);
  });

  it.each<OpenFault>(['missing', 'refused'])(
    'delivers from memory where IndexedDB is %s, also when the collector fails at first',
    async (fault) => {
      const shop = await openShop();
      shop.setFault(destroyed);
      shop.replaceFile('worker.js', faultyStorage(fault));
      const tab = await (await openBrowser()).open(shop.pageUrl());
      await pushEvents(tab, 1, 20);
      await whenAccounted(tab, 20);
      expect((await tab.status()).page.durable).toBe(0);
      shop.setFault(healthy);
      await expectAllDelivered(shop, tab, 20);
      await expectStorage(tab, 'memory');
    },
  );

  it('moves what memory holds to the disk when that answers again, where it survives the end of the browser', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const mend = shop.replaceFile('worker.js', faultyStorage('refused'));
    const profile = newProfile();
    const browser = await openBrowser(profile);
    const tab = await browser.open(shop.pageUrl());
    await pushEvents(tab, 1, 20);
    await whenStorageIs(tab, 'memory');
    await setOpenFault(tab, 'works');
    await whenStorageIs(tab, 'disk');
    expect(await expectConserved(tab, 20)).toMatchObject({ pending: 20 });
    await browser.kill();
    mend();
    shop.setFault(healthy);
    const next = await (await openBrowser(profile)).open(shop.pageUrl());
    await expectAllDelivered(shop, next, 20);
  });

  it('carries over a reload what memory could not send', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const mend = shop.replaceFile('worker.js', faultyStorage('refused'));
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await pushEvents(tab, 1, 20);
    await whenAccounted(tab, 20);
    mend();
    shop.setFault(healthy);
    await tab.reload();
    await expectAllDelivered(shop, tab, 20);
    await expectStorage(tab, 'disk');
  });

  it('delivers while the database does not open', longStory, async () => {
    const shop = await openShop();
    shop.replaceFile('worker.js', faultyStorage('hangs'));
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await pushEvents(tab, 1, 20);
    await expectAllDelivered(shop, tab, 20);
    await expectStorage(tab, 'memory');
  });

  it('is not held up by an old page that blocks the database, and takes it when that page has gone', longStory, async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const close = await keepOldConnection(await browser.open(otherSite(shop)));
    const tab = await browser.open(shop.pageUrl());
    await pushEvents(tab, 1, 10);
    await expectStored(shop, eventNames(1, 10));
    await expectStorage(tab, 'memory');
    await close();
    await whenStorageIs(tab, 'disk');
    await pushEvents(tab, 11, 20);
    await expectAllDelivered(shop, tab, 20);
  });

  it('goes on from memory while another page keeps the tables locked, and doubles nothing', longStory, async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await pushEvents(tab, 1, 10);
    await tab.whenNothingPends();
    const release = await lockTables(await browser.open(otherSite(shop)));
    await pushEvents(tab, 11, 20);
    await expectStored(shop, eventNames(1, 20));
    await release();
    await whenStorageIs(tab, 'disk');
    await expectAllDelivered(shop, tab, 20);
  });

  it('works on an origin without Web Locks, service workers and random ids', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    // The same server by an address that no browser takes for secure.
    const url = shop.pageUrl().replace('127.0.0.1', '0.0.0.0');
    const tabs = [await browser.open(url), await browser.open(url)] as const;
    expect(await tabs[0].page.evaluate(() => isSecureContext)).toBe(false);
    await Promise.all([pushEvents(tabs[0], 1, 10), pushEvents(tabs[1], 11, 20)]);
    await tabs[0].whenNothingPends();
    await expectAllDelivered(shop, tabs[1], 20);
    await expectStorage(tabs[1], 'disk');
  });
});
