import { describe, expect, it } from 'vitest';
import { expectConserved, whenInstalled } from '../support/shop-page.js';
import { namesOf, sequencesOf, upTo, whenAudited, whenStored } from '../support/stored.js';
import { newProfile, openBrowser, openShop } from '../support/story.js';

describe('offline', () => {
  it('delivers what was pushed offline once after a reload, with its push time', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl({ installed: true }));
    await whenInstalled(tab);
    await browser.setOffline(true);
    const [before, after] = await tab.page.evaluate(() => {
      const from = Date.now();
      void window.client.push({ event: 'offline_1' }, { event: 'offline_2' });
      return [from, Date.now()] as const;
    });
    await tab.whenDurable();
    await tab.reload();
    await tab.push({ event: 'offline_3' });
    expect(await expectConserved(tab, 3)).toMatchObject({ delivered: 0, pending: 3 });
    expect(shop.requests).toEqual([]);
    await browser.setOffline(false);

    const events = await whenStored(shop, 3);
    expect(namesOf(events)).toEqual(['offline_1', 'offline_2', 'offline_3']);
    for (const { time } of events.slice(0, 2)) {
      expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(time)).toBeLessThanOrEqual(after);
    }
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 3)).toMatchObject({ delivered: 3, duplicates: 0 });
    await whenAudited(shop, { received: 3, missing: 0, duplicates: 0 });
  });

  it('delivers what a closed tab left behind when the next page opens', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl({ installed: true }));
    await whenInstalled(tab);
    await browser.setOffline(true);
    await tab.push(...upTo(40).map((n) => ({ event: `left_${n}`, properties: { n } })));
    await tab.whenDurable();
    // Now the wait for the connection is on the disk, and nobody will tell the next page that it came back.
    await tab.whenFlusherIs('waiting');
    await tab.page.close();
    await browser.setOffline(false);
    const next = await browser.open(shop.pageUrl());

    const events = await whenStored(shop, 40);
    expect(namesOf(events)).toEqual(upTo(40).map((n) => `left_${n}`));
    expect(sequencesOf(events)).toEqual(upTo(40));
    await next.whenNothingPends();
    await expectConserved(next, 40);
  });

  it('delivers after the browser was closed and opened again without a connection', async () => {
    const shop = await openShop();
    const profile = newProfile();
    const first = await openBrowser(profile);
    const tab = await first.open(shop.pageUrl({ installed: true }));
    await whenInstalled(tab);
    await first.setOffline(true);
    await tab.push({ event: 'monday' });
    await tab.whenDurable();
    await first.close();

    const second = await openBrowser(profile);
    await second.setOffline(true);
    const again = await second.open(shop.pageUrl({ installed: true }));
    await again.push({ event: 'tuesday' });
    expect(await expectConserved(again, 2)).toMatchObject({ delivered: 0, pending: 2 });
    expect(shop.requests).toEqual([]);
    await second.setOffline(false);

    expect(namesOf(await whenStored(shop, 2))).toEqual(['monday', 'tuesday']);
    await again.whenNothingPends();
    await expectConserved(again, 2);
    await whenAudited(shop, { received: 2, missing: 0, duplicates: 0 });
  });

  it('says that it is offline and counts what waits', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.whenRunning();
    await browser.setOffline(true);
    await tab.push({ event: 'waits' });
    await tab.whenDurable();
    await tab.whenFlusherIs('waiting');
    expect((await tab.status()).outbox).toMatchObject({ counters: { pending: 1 }, flusher: { name: 'waiting', because: 'offline' } });
    await browser.setOffline(false);
    await whenStored(shop, 1);
    await tab.whenNothingPends();
    await expectConserved(tab, 1);
  });
});
