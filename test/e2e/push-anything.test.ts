import { describe, expect, it } from 'vitest';
import { expectConserved } from '../support/shop-page.js';
import { namesOf, sequencesOf, upTo, whenAudited, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

declare global {
  interface Window {
    longTasks: number[];
  }
}

describe('push-anything', () => {
  it('never throws and counts each push, whatever it is given', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl());
    const { thrown, pushed } = await tab.page.evaluate(pushEverything);
    expect(thrown).toEqual([]);
    await tab.push({ event: 'last' });

    const counters = await expectConserved(tab, pushed + 1);
    // What cannot even be listed counts as no object.
    expect(counters.rejected).toEqual({ 'not-an-object': 11, 'name-missing': 3 });
    const good = await whenStored(shop, 8);
    expect(namesOf(good)).toEqual(['cycle', 'bigint', 'function', 'node', 'proxy', 'getter', '7', 'last']);
    const properties = Object.fromEntries(good.map(({ name, properties: value }) => [name, value]));
    expect(properties).toMatchObject({
      cycle: { self: '[Circular]' },
      bigint: { n: '12345678901234567890' },
      function: { qty: 1 },
      node: { element: {} },
      proxy: { sku: 'A-17' },
      getter: { good: 1, bad: '[Unreadable]' },
    });
    await tab.whenNothingPends();
    await whenAudited(shop, { missing: 0 });
  });

  it('goes on after the shop has replaced JSON.stringify by a function that throws', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.page.evaluate(() => {
      const { stringify } = JSON;
      JSON.stringify = () => {
        throw new Error('patched');
      };
      void window.client.push({ event: 'patched' });
      JSON.stringify = stringify;
    });
    expect(namesOf(await whenStored(shop, 1))).toEqual(['patched']);
    await expectConserved(tab, 1);
  });

  it('takes several at once and in order, as they are at that moment, and leaves them as they are', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl());
    const { fulfilled, unchanged } = await tab.page.evaluate(async () => {
      const frozen = Object.freeze({ event: 'frozen', properties: Object.freeze({ n: 1 }) });
      const changing = { event: 'changing', properties: { lines: [{ sku: 'A-17' }] } };
      const cart = { event: 'igAddToCart', properties: { productVariants: [{ variantId: '1', productId: '2' }] } };
      const order = { event: 'orderPlaced', properties: { orderId: 17 }, type: 'js_api', source: 'track', currency: 'EUR' };
      const items = [frozen, changing, cart, order, { event: 'javascripteventabcde' }];
      const before = JSON.stringify(items);
      const answer = (window.client.push as (...events: unknown[]) => Promise<unknown>)(...items);
      const after = JSON.stringify(items);
      changing.event = 'changed';
      changing.properties.lines[0] = { sku: 'B-18' };
      return { fulfilled: (await answer) === undefined, unchanged: before === after };
    });
    expect([fulfilled, unchanged]).toEqual([true, true]);
    const events = await whenStored(shop, 5);
    expect(namesOf(events)).toEqual(['frozen', 'changing', 'igAddToCart', 'orderPlaced', 'javascripteventabcde']);
    expect(sequencesOf(events)).toEqual(upTo(5));
    expect(events.map(({ properties }) => properties)).toEqual([
      { n: 1 },
      { lines: [{ sku: 'A-17' }] },
      { productVariants: [{ variantId: '1', productId: '2' }] },
      { orderId: 17 },
      {},
    ]);
    expect(JSON.stringify(events)).not.toContain('EUR');
    await expectConserved(tab, 5);
  });

  it('replaces properties over 32 KiB by nothing and says so', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push(
      { event: 'huge', properties: { text: 'ä'.repeat(17_000) } },
      { event: 'just', properties: { text: 'x'.repeat(32_757) } },
    );
    const [huge, just] = await whenStored(shop, 2);
    expect(huge).toMatchObject({
      name: 'huge',
      properties: null,
      data: { context: { problem: 'properties-too-large', propertiesBytes: 34_011 } },
    });
    expect(just?.properties).toEqual({ text: 'x'.repeat(32_757) });
    expect((await tab.status()).problems).toMatchObject([{ code: 'properties-too-large', count: 1 }]);
    await expectConserved(tab, 2);
  });

  it('delivers 10,000 pushes of one loop, each once', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.page.evaluate(() => {
      window.longTasks = [];
      const observer = new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map(({ duration }) => duration)));
      observer.observe({ type: 'longtask' });
      setTimeout(() => {
        for (let n = 1; n <= 10_000; n++) void window.client.push({ event: 'burst', properties: { n, sku: 'A-17', price: 19.95 } });
      });
    });
    const events = await whenStored(shop, 10_000);
    expect(sequencesOf(events)).toEqual(upTo(10_000));
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 10_000)).toMatchObject({ delivered: 10_000, duplicates: 0 });
    // A number for the reader; it says as much about the machine's load as about the library.
    const longTasks = await tab.page.evaluate(() => window.longTasks);
    console.log(`tasks over 50 ms while 10,000 events were pushed and delivered: ${longTasks.map(Math.round).join(', ') || 'none'}`);
  });

  it('gives up the oldest beyond the limit of the outbox, and the collector is told how many', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl({ settings: { maxOutboxEvents: 100 } }));
    await tab.whenRunning();
    await browser.setOffline(true);
    for (const from of [0, 50, 100, 150]) {
      await tab.push(...upTo(50).map((n) => ({ event: `event_${from + n}` })));
      await tab.whenDurable();
    }
    expect(await expectConserved(tab, 200)).toMatchObject({ pending: 100, dropped: { 'outbox-full': 100 } });
    await browser.setOffline(false);
    expect(namesOf(await whenStored(shop, 100))).toEqual(upTo(100).map((n) => `event_${100 + n}`));
    await tab.whenNothingPends();
    await expectConserved(tab, 200);
    await whenAudited(shop, { dropped: 100, missing: 0 });
  });
});

/** Runs in the page. */
function pushEverything(): { thrown: string[]; pushed: number } {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error('hostile');
      },
      ownKeys: () => {
        throw new Error('hostile');
      },
    },
  );
  const getter = { good: 1 };
  Object.defineProperty(getter, 'bad', {
    enumerable: true,
    get: () => {
      throw new Error('bad');
    },
  });
  const items: unknown[] = [
    // Not objects.
    undefined,
    null,
    'add_to_cart',
    7,
    true,
    7n,
    Symbol('s'),
    () => 'x',
    ['add_to_cart'],
    document.createTextNode.bind(document),
    // Objects without a name.
    {},
    document.body,
    { event: { name: 'x' } },
    { event: 'cycle', properties: cycle },
    { event: 'bigint', properties: { n: 12345678901234567890n } },
    { event: 'function', properties: { qty: 1, onClick: () => 'x' } },
    { event: 'node', properties: { element: document.body } },
    new Proxy({ event: 'proxy', properties: new Proxy({ sku: 'A-17' }, {}) }, {}),
    { event: 'getter', properties: getter },
    { event: 7 },
    hostile,
  ];
  const push = window.client.push as (...events: unknown[]) => unknown;
  const thrown: string[] = [];
  for (const item of items) {
    try {
      push(item);
    } catch (error) {
      thrown.push(String(error));
    }
  }
  return { thrown, pushed: items.length };
}
