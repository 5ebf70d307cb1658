import { describe, expect, it } from 'vitest';
import { expectConserved } from '../support/shop-page.js';
import { whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

describe('fresh-outbox', () => {
  it('numbers anew under a source of its own after the database was deleted', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.push({ event: 'old_1' }, { event: 'old_2' });
    await tab.whenNothingPends();
    await expectConserved(tab, 2);
    await tab.page.evaluate(() => window.client.close());
    await tab.page.evaluate(deleteOutbox);
    await tab.page.goto(shop.pageUrl());
    await tab.page.waitForFunction(() => 'client' in window);
    await tab.push({ event: 'new_1' });

    const events = await whenStored(shop, 3);
    expect(events.map(({ name, sequence }) => [name, sequence])).toEqual([
      ['old_1', '1'],
      ['old_2', '2'],
      ['new_1', '1'],
    ]);
    expect(new Set(events.map(({ source }) => source)).size).toBe(2);
    await tab.whenNothingPends();
    await expectConserved(tab, 1);
    const audits = await shop.store().outboxes();
    expect(audits.map(({ received, missing }) => [received, missing]).toSorted()).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  it('loses nothing that is pushed after the database was deleted under a running page', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.push({ event: 'old' });
    await tab.whenNothingPends();
    await tab.page.evaluate(deleteOutbox);
    await tab.push({ event: 'new' });

    const events = await whenStored(shop, 2);
    expect(events.map(({ name, sequence }) => [name, sequence])).toEqual([
      ['old', '1'],
      ['new', '1'],
    ]);
    expect(new Set(events.map(({ source }) => source)).size).toBe(2);
  });
});

/** Runs in the page. */
function deleteOutbox(): Promise<unknown> {
  const deleting = indexedDB.deleteDatabase('igevents:default');
  return new Promise((resolve, reject) => {
    deleting.onsuccess = resolve;
    deleting.onerror = () => reject(deleting.error);
  });
}
