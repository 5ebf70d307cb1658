import { describe, expect, it } from 'vitest';
import type { IgEventsSettings } from '../../src/main/index.js';
import { expectConserved, type ShopPage } from '../support/shop-page.js';
import { whenAudited, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

type Library = 'igevents' | 'copy';

const orders: [Library, Library][] = [
  ['igevents', 'copy'],
  ['copy', 'igevents'],
];

describe('two-copies', () => {
  it.each(orders)('makes one pipeline of two copies of the library, the first from /%s, the second from /%s', async (first, second) => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl({ library: first, stub: [{ event: 'from_stub' }] }));
    expect(await createFrom(tab, second, {})).toBe('the same');
    await tab.push({ event: 'by_client' });
    await tab.page.evaluate(() => void window.igEvents?.push({ event: 'by_global' }));
    await whenStored(shop, 3);
    await tab.whenNothingPends();
    await expectConserved(tab, 3);
    await whenAudited(shop, { received: 3, missing: 0 });
    expect((await shop.store().summary()).events).toBe(3);
    expect(tab.page.workers()).toHaveLength(1);
  });

  it.each(orders)('keeps the pipeline of another site apart, the first from /%s, the second from /%s', async (first, second) => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl({ library: first }));
    expect(await createFrom(tab, second, { site: 'other', installGlobal: false })).toBe('another');
    await tab.push({ event: 'ours' });
    const events = await whenStored(shop, 2);
    expect(events.map(({ name }) => name).toSorted()).toEqual(['ours', 'theirs']);
    expect(new Set(events.map(({ source }) => source)).size).toBe(2);
    await tab.whenNothingPends();
    await expectConserved(tab, 1);
  });

  it('lets the second copy begin anew where the first has closed its pipeline', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.page.evaluate(() => window.client.close());
    expect(await createFrom(tab, 'copy', { installGlobal: false })).toBe('another');
    expect((await whenStored(shop, 1)).map(({ name }) => name)).toEqual(['theirs']);
  });

  it('shows nothing of itself to those who list what is on the page', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    expect(await tab.page.evaluate(() => Object.getOwnPropertyDescriptor(window, Symbol.for('igevents'))?.enumerable)).toBe(false);
  });
});

/** Creates a pipeline by the other copy. @returns whether it is the one that runs; to another it pushes an event of its own. */
function createFrom(tab: ShopPage, library: Library, settings: IgEventsSettings): Promise<unknown> {
  // As text: the test runner would put a function of its own in the place of this import.
  return tab.page.evaluate(`(async () => {
    const { createIgEvents } = await import('/${library}/index.js');
    const client = createIgEvents(${JSON.stringify(settings)});
    if (client === window.client) return 'the same';
    client.push({ event: 'theirs' });
    return 'another';
  })()`);
}
