import { describe, expect, it } from 'vitest';
import { destroyed, healthy } from '../support/faults.js';
import { whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

describe('identity', () => {
  it('says who is signed in from then on, on later pages too, until it is reset', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.page.evaluate(() => {
      void window.client.push({ event: 'before' });
      window.client.identify('c-7', { plan: 'gold' });
      void window.client.push({ event: 'after' });
    });
    await tab.whenDurable();
    await tab.reload();
    await tab.push({ event: 'later' });
    await tab.page.evaluate(() => window.client.reset());
    await tab.push({ event: 'anonymous' });
    const events = await whenStored(shop, 5);
    // What was on its way at the reload is sent again.
    const once = new Map(shop.requests.flatMap((request) => request.events).map((event) => [event.id, event.data]));
    const sent = [...once.values()].flatMap((data) => ('event' in data ? [data] : []));
    expect(sent.map(({ event, accountId }) => [event, accountId])).toEqual([
      ['before', undefined],
      ['identify', 'c-7'],
      ['after', 'c-7'],
      ['later', 'c-7'],
      ['anonymous', undefined],
    ]);
    expect(events.find(({ name }) => name === 'identify')?.properties).toEqual({ accountId: 'c-7', plan: 'gold' });
  });

  it('begins another user and session in all tabs by a reset; what was pushed keeps its own', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openBrowser();
    const first = await browser.open(shop.pageUrl());
    const second = await browser.open(shop.pageUrl());
    await first.push({ event: 'old' });
    await second.push({ event: 'old' });
    await first.page.evaluate(() => {
      void window.client.push({ event: 'old' });
      window.client.reset();
      void window.client.push({ event: 'new' });
    });
    const user = await first.page.evaluate(() => localStorage.getItem('ig-id'));
    await second.page.waitForFunction((id) => localStorage.getItem('ig-id') === id, user);
    await second.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
    await second.push({ event: 'new' });
    shop.setFault(healthy);
    await second.flush();
    const events = await whenStored(shop, 5);
    const usersOf = (name: string): Set<string | null> =>
      new Set(events.filter((event) => event.name === name).map(({ userId }) => userId));
    expect([...usersOf('new')]).toEqual([user]);
    expect(usersOf('old').size).toBe(1);
    expect(usersOf('old').has(String(user))).toBe(false);
  });

  it('keeps the old identity of what was pushed in the very task of the reset, before anything was loaded', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    // As text: an import is not the page's any more when the test runner has rewritten it.
    const user = await tab.page.evaluate<string>(`(async () => {
      await window.client.close();
      const { createIgEvents } = await import('/igevents/index.js');
      const known = localStorage.getItem('ig-id');
      window.client = createIgEvents();
      window.client.push({ event: 'old' });
      window.client.reset();
      window.client.push({ event: 'new' });
      return known;
    })()`);
    await tab.whenDurable();
    await tab.reload();
    await tab.push({ event: 'later' });
    const events = await whenStored(shop, 3);
    const userOf = (name: string): string | null | undefined => events.find((event) => event.name === name)?.userId;
    expect(userOf('old')).toBe(user);
    expect(userOf('new')).not.toBe(user);
    expect(userOf('later')).toBe(userOf('new'));
  });

  it('obeys the cookie where it and localStorage name different users, and keeps both in step', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.whenRunning();
    // As loose as ids in the wild are.
    await tab.page.context().addCookies([{ name: 'ig-id', value: 'shop_abc123', url: shop.pageUrl() }]);
    await tab.page.evaluate(() => localStorage.setItem('ig-id', 'ig_other'));
    await tab.reload();
    await tab.push({ event: 'seen' });
    const [event] = await whenStored(shop, 1);
    expect(event?.userId).toBe('shop_abc123');
    expect(await tab.page.evaluate(() => localStorage.getItem('ig-id'))).toBe('shop_abc123');
  });

  it('begins a new session after a silence, and sends at once when a customer leaves', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl({ settings: { sessionIdleMs: 1, flushDelayMs: 60_000 } }));
    await tab.push({ event: 'seen' });
    await tab.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 10)));
    await tab.push({ event: 'seen' });
    await tab.page.evaluate(() => window.client.endSession());
    const events = await whenStored(shop, 2);
    expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(2);
    expect(new Set(events.map(({ userId }) => userId)).size).toBe(1);
  });
});
