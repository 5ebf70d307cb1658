import { describe, expect, it } from 'vitest';
import { expectConserved } from '../support/shop-page.js';
import { whenAudited, whenStored } from '../support/stored.js';
import { newProfile, openBrowser, openShop } from '../support/story.js';

describe('online', () => {
  it('delivers a push once, with its properties, its moment and its context', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const context = { cartToken: 'c-1', country: 'CH' };
    const testGroups = [{ experienceId: 'e-1', experienceName: 'Prices', id: 'g-1', name: 'Higher' }];
    const campaigns = [{ id: 'k-1', name: 'Spring' }];
    const tab = await browser.open(shop.pageUrl({ settings: { site: 'shop-1', context, testGroups, campaigns } }));
    const properties = {
      sku: 'A-17',
      qty: 2,
      price: 19.95,
      gift: true,
      note: null,
      tags: ['ä', '語', '😀'],
      nested: { deep: [{ x: -0.5 }] },
    };

    const [before, after] = await tab.page.evaluate((pushed) => {
      const from = Date.now();
      void window.client.push({ event: 'add_to_cart', properties: pushed });
      return [from, Date.now()] as const;
    }, properties);

    const [event, ...others] = await whenStored(shop, 1);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ name: 'add_to_cart', properties, testGroups, campaigns, sequence: '1', attempt: 1, note: null });
    expect(event?.id).toMatch(/^[\da-f]{32}:1$/);
    expect(event?.source).toMatch(/^urn:igevents:shop-1:[\da-f]{32}$/);
    expect(Date.parse(event?.time ?? '')).toBeGreaterThanOrEqual(before);
    expect(Date.parse(event?.time ?? '')).toBeLessThanOrEqual(after);
    expect(event?.data).toMatchObject({
      context,
      consent: 'granted',
      page: { url: new URL('/', tab.page.url()).href, referrer: '', title: 'Shop' },
      device: { userAgent: expect.stringContaining('Chrome'), viewport: [expect.any(Number), expect.any(Number)] },
      monotonicMs: expect.any(Number),
    });
    expect(await expectConserved(tab, 1)).toMatchObject({ delivered: 1, duplicates: 0, pending: 0 });
    await whenAudited(shop, { received: 1, missing: 0, duplicates: 0 });
  });

  it('keeps what was pushed when the shop changes the object afterwards', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.page.evaluate(() => {
      const properties = { qty: 1 };
      void window.client.push({ event: 'viewed', properties });
      properties.qty = 2;
    });
    expect(await whenStored(shop, 1)).toMatchObject([{ properties: { qty: 1 } }]);
  });

  it('tells each event the address and title of its own moment in a single-page application', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.page.evaluate(() => {
      void window.client.push({ event: 'on_home' });
      history.pushState(null, '', '/product');
      document.title = 'Product';
      void window.client.push({ event: 'on_product' });
    });
    const events = await whenStored(shop, 2);
    expect(events.map(({ url }) => new URL(url ?? '').pathname)).toEqual(['/', '/product']);
    expect(events[1]?.data).toMatchObject({ page: { title: 'Product' } });
  });

  it('knows the visitor again after a reload and after a restart of the browser', async () => {
    const shop = await openShop();
    const profile = newProfile();
    const first = await openBrowser(profile);
    const tab = await first.open(shop.pageUrl());
    await tab.push({ event: 'first' });
    await whenStored(shop, 1);
    await tab.reload();
    await tab.push({ event: 'reloaded' });
    await whenStored(shop, 2);
    const inStorage = await tab.page.evaluate(() => localStorage.getItem('ig-id'));
    await first.close();
    const later = await (await openBrowser(profile)).open(shop.pageUrl());
    await later.push({ event: 'restarted' });

    const events = await whenStored(shop, 3);
    expect(inStorage).toMatch(/^ig_[\da-f]{36}$/);
    expect(events.map(({ name, userId }) => [name, userId])).toEqual([
      ['first', inStorage],
      ['reloaded', inStorage],
      ['restarted', inStorage],
    ]);
    expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(new Set(events.map(({ pageId }) => pageId)).size).toBe(3);
    expect(new Set(events.map(({ source }) => source)).size).toBe(1);
    await expectConserved(later, 3);
  });

  it('takes the visitor over whom Intelligems has named', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl());
    const known = `ig_${'0123456789abcdef'.repeat(3).slice(0, 36)}`;
    await tab.page.context().addCookies([{ name: 'ig-id', value: known, url: shop.pageUrl() }]);
    await tab.reload();
    await tab.push({ event: 'viewed' });
    expect(await whenStored(shop, 1)).toMatchObject([{ userId: known }]);
  });

  it('sends what several pushes of one task hold in one request', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push(...Array.from({ length: 20 }, (_, n) => ({ event: `burst_${n}` })));
    await whenStored(shop, 20);
    expect(shop.requests).toHaveLength(1);
    await expectConserved(tab, 20);
  });
});
