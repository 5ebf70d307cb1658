import { describe, expect, it, vi } from 'vitest';
import { patience } from '../support/patience.js';
import type { ShopPage } from '../support/shop-page.js';
import type { FileAnswer } from '../support/start-shop.js';
import { namesOf, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

const missing: FileAnswer = (response) => void response.writeHead(404).end();

const whenFailed = (tab: ShopPage): Promise<void> =>
  vi.waitFor(async () => expect((await tab.status()).page.pipeline).toBe('failed'), patience);

describe('a page whose second part does not come', () => {
  it('keeps who events belong to for the next page: the user from before, who signed in, and the new user after a reset', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.push({ event: 'before' });
    await tab.whenNothingPends();
    const mend = shop.replaceFile('open-pipeline.js', missing);
    await tab.reload();
    await tab.page.evaluate(() => {
      void window.client.push({ event: 'seen' });
      window.client.identify('c-7');
      window.client.reset();
      void window.client.push({ event: 'after' });
    });
    await whenFailed(tab);
    mend();
    await tab.reload();
    await tab.push({ event: 'later' });
    await whenStored(shop, 5);
    const sent = shop.requests.flatMap((request) => request.events).flatMap(({ data }) => ('event' in data ? [data] : []));
    const of = (name: string) => sent.find(({ event }) => event === name);
    expect(of('seen')?.userId).toBe(of('before')?.userId);
    expect(of('identify')).toMatchObject({ userId: of('before')?.userId, accountId: 'c-7' });
    expect(of('after')?.userId).not.toBe(of('before')?.userId);
    expect(of('after')?.accountId).toBeUndefined();
    // The cookie of the user from before does not bring it back.
    expect(of('later')?.userId).toBe(of('after')?.userId);
    expect(new Set(sent.map(({ sessionId }) => sessionId.length))).toEqual(new Set([32]));
    expect(of('after')?.sessionId).not.toBe(of('seen')?.sessionId);
  });

  it('gives another library what it would have got, once, and sends its own when the part has come', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const mend = shop.replaceFile('open-pipeline.js', missing);
    const tab = await browser.open(shop.pageUrl());
    const got = (): Promise<string[]> => tab.page.evaluate(() => Reflect.get(window, 'got'));
    await tab.page.evaluate(() => {
      const events: string[] = [];
      Object.assign(window, { got: events, igEvents: { push: async ({ event }: { event: string }) => void events.push(event) } });
    });
    await tab.push({ event: 'one' });
    await whenFailed(tab);
    await tab.push({ event: 'two' });
    await vi.waitFor(async () => expect(await got()).toEqual(['one', 'two']), patience);
    mend();
    await browser.setOffline(true);
    await browser.setOffline(false);
    await tab.whenRunning();
    await tab.push({ event: 'three' });
    await vi.waitFor(async () => expect(await got()).toEqual(['one', 'two', 'three']), patience);
    expect(namesOf(await whenStored(shop, 3)).toSorted()).toEqual(['one', 'three', 'two']);
  });

  it('keeps the user of a first visit for the next page', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const mend = shop.replaceFile('open-pipeline.js', missing);
    const tab = await browser.open(shop.pageUrl());
    await tab.push({ event: 'landed' });
    mend();
    await tab.reload();
    await tab.push({ event: 'later' });
    const [landed, later] = await whenStored(shop, 2);
    expect(landed?.userId).toBe(later?.userId);
    expect(landed?.sessionId).toBe(later?.sessionId);
  });

  it('leaves nothing of what was written down before a denial, whichever page hears it', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const mend = shop.replaceFile('open-pipeline.js', missing);
    const tab = await browser.open(shop.pageUrl());
    await tab.push({ event: 'left' });
    await tab.reload();
    const other = await browser.open(shop.pageUrl());
    await other.push({ event: 'open' });
    await whenFailed(other);
    // Never settles where the other part does not come.
    await tab.page.evaluate(() => void window.client.setConsent('denied'));
    await other.push({ event: 'after' });
    expect((await other.status()).page.consent).toBe('denied');
    mend();
    await other.page.close();
    await tab.reload();
    const journals = (): Promise<string[]> => tab.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('journal')));
    await vi.waitFor(async () => expect(await journals()).toEqual([]), patience);
    await tab.page.evaluate(() => window.client.setConsent('granted'));
    await tab.push({ event: 'agreed' });
    expect(namesOf(await whenStored(shop, 1))).toEqual(['agreed']);
  });
});
