import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { destroyed, healthy, status } from '../support/faults.js';
import { nothing } from '../support/nothing.js';
import { patience } from '../support/patience.js';
import { expectConserved, type ShopPage } from '../support/shop-page.js';
import {
  changeHead,
  clearSiteData,
  closeConnections,
  deleteOutbox,
  extendSchema,
  faultyStorage,
  loseRows,
  putRows,
  readRows,
} from '../support/storage-faults.js';
import {
  eventNames,
  expectAllDelivered,
  expectLost,
  expectStorage,
  expectStored,
  outboxOf,
  problemCodes,
  pushEvents,
  whenMarked,
} from '../support/storage-story.js';
import { newProfile, openBrowser, openShop } from '../support/story.js';

describe('lost-outbox', () => {
  it.each([
    ['another page deletes the database', deleteOutbox],
    ['the browser deletes the database', (tab: ShopPage) => clearSiteData(tab, 'indexeddb')],
    ['the user clears the site’s data', (tab: ShopPage) => clearSiteData(tab, 'all')],
  ])('counts what waited when %s, and goes on in a new outbox', async (_, destroy) => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await pushEvents(tab, 1, 10);
    await tab.whenDurable();
    const { outboxId } = await outboxOf(tab);
    await destroy(tab);
    shop.setFault(healthy);
    await pushEvents(tab, 11, 20);
    await expectLost(shop, tab, { pushed: 20, lost: 10, reason: 'outbox-lost' });
    expect((await outboxOf(tab)).outboxId).not.toBe(outboxId);
    expect(await problemCodes(tab)).toContain('outbox-lost');
  });

  it('counts what waited once, and all of it, when several pages share the outbox', async () => {
    const shop = await openShop();
    // For minutes nobody tries again, and nobody looks into the outbox.
    shop.setFault(status(401));
    const browser = await openBrowser();
    const tabs = [await browser.open(shop.pageUrl()), await browser.open(shop.pageUrl())] as const;
    await pushEvents(tabs[0], 1, 5);
    await tabs[0].whenFlusherIs('held');
    await pushEvents(tabs[1], 6, 10);
    await tabs[1].whenDurable();
    await whenMarked(tabs[1], 10);
    await clearSiteData(tabs[0], 'indexeddb');
    shop.setFault(healthy);
    await pushEvents(tabs[0], 11, 15);
    await pushEvents(tabs[1], 16, 20);
    await tabs[1].whenDurable();
    await tabs[0].flush();
    await expectLost(shop, tabs[0], { pushed: 20, lost: 10, reason: 'outbox-lost' });
  });

  it('tells what was lost while no page was open', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openBrowser();
    const other = await browser.open(shop.pageUrl({ settings: { site: 'another' } }));
    const tab = await browser.open(shop.pageUrl());
    await pushEvents(tab, 1, 10);
    await tab.whenDurable();
    await whenMarked(tab, 10);
    await tab.page.close();
    await deleteOutbox(other);
    shop.setFault(healthy);
    const next = await browser.open(shop.pageUrl());
    await pushEvents(next, 11, 20);
    await expectLost(shop, next, { pushed: 20, lost: 10, reason: 'outbox-lost' });
  });

  it('goes on after the browser has thrown away files that it cannot read, and counts what was in them', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const profile = newProfile();
    const browser = await openBrowser(profile);
    const tab = await browser.open(shop.pageUrl());
    await pushEvents(tab, 1, 10);
    await tab.whenDurable();
    await whenMarked(tab, 10);
    await browser.close();
    truncateDatabase(profile);
    shop.setFault(healthy);
    const next = await (await openBrowser(profile)).open(shop.pageUrl());
    await pushEvents(next, 11, 20);
    await expectLost(shop, next, { pushed: 20, lost: 10, reason: 'outbox-lost' });
  });

  it('counts rows that are gone though the rest of the database is there', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await pushEvents(tab, 1, 10);
    await tab.whenDurable();
    await loseRows(tab);
    shop.setFault(healthy);
    await pushEvents(tab, 11, 20);
    await tab.flush();
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 20)).toMatchObject({ delivered: 10 });
    await expectStored(shop, eventNames(11, 20));
  });

  it('loses nothing when the browser closes the connection', async () => {
    const shop = await openShop();
    shop.replaceFile('worker.js', faultyStorage('works'));
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await pushEvents(tab, 1, 10);
    await closeConnections(tab);
    await pushEvents(tab, 11, 20);
    await closeConnections(tab);
    await expectAllDelivered(shop, tab, 20);
    expect(await problemCodes(tab)).toEqual([]);
  });

  it('counts the events of a row that no version has written, and delivers what is behind it', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await pushEvents(tab, 1, 5);
    await tab.whenDurable();
    await pushEvents(tab, 6, 10);
    await tab.whenDurable();
    // In the place of the first five.
    await putRows(tab, [{ first: 1, count: 'five', body: 7 }]);
    shop.setFault(healthy);
    await tab.flush();
    await expectLost(shop, tab, { pushed: 10, lost: 5, reason: 'bad-row' });
  });

  it('neither sends nor drops what a newer version of the library has written', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await pushEvents(tab, 1, 10);
    await tab.whenDurable();
    const newer = { first: 0.5, format: 2, count: 3, bytes: 300, firstAt: new Date(0).toISOString(), body: { later: true }, report: false };
    await putRows(tab, [newer]);
    shop.setFault(healthy);
    await tab.flush();
    await expectStored(shop, eventNames(1, 10));
    await vi.waitFor(async () => expect(await tab.counters()).toMatchObject({ delivered: 10, dropped: nothing, buried: 0 }), patience);
    expect(await problemCodes(tab)).toContain('newer-rows');
    expect(await readRows(tab)).toEqual([newer]);
  });

  it('leaves an outbox alone whose account a newer version keeps, and delivers from memory', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await pushEvents(tab, 1, 10);
    await tab.whenDurable();
    await changeHead(tab, { format: 2 });
    const rows = await readRows(tab);
    shop.setFault(healthy);
    await pushEvents(tab, 11, 20);
    await expectStored(shop, eventNames(11, 20));
    await expectStorage(tab, 'memory');
    expect(await readRows(tab)).toEqual(rows);
  });

  it('shares the database with a newer version that has added to its schema', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await pushEvents(tab, 1, 10);
    await tab.whenDurable();
    await extendSchema(await browser.open(shop.pageUrl({ settings: { site: 'another' } })));
    await pushEvents(tab, 11, 20);
    await tab.whenDurable();
    await tab.reload();
    shop.setFault(healthy);
    await tab.flush();
    await expectAllDelivered(shop, tab, 20);
    expect(await problemCodes(tab)).toEqual([]);
  });

  it('goes on where the account itself is unreadable', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await pushEvents(tab, 1, 10);
    await tab.whenDurable();
    await changeHead(tab, { format: 1, outboxId: 'abc', nextSequence: 'ten' });
    shop.setFault(healthy);
    await pushEvents(tab, 11, 20);
    await tab.flush();
    await expectAllDelivered(shop, tab, 20);
  });
});

/** Damages the file on which every other file of the database depends. The browser must not run. */
function truncateDatabase(profile: string): void {
  const folder = join(profile, 'Default', 'IndexedDB');
  const manifests = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /(^|[\\/])MANIFEST-\d+$/.test(path));
  expect(manifests).not.toEqual([]);
  for (const path of manifests) truncateSync(join(folder, path), 0);
}
