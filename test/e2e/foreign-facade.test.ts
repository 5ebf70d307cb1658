import { describe, expect, it, vi } from 'vitest';
import { foreignScript } from '../support/foreign-script.js';
import { patience } from '../support/patience.js';
import { scriptPage, snippet } from '../support/script-page.js';
import { expectConserved, type ShopPage } from '../support/shop-page.js';
import { namesOf, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

type Step = 'snippet' | 'library' | 'foreign' | 'a' | 'b' | 'c' | 'd';

/** In the order of the page. What was pushed to a foreign facade alone, before the snippet or the library, is not to be had. */
const orders: Step[][] = [
  ['foreign', 'library', 'a', 'b', 'c', 'd'],
  ['a', 'foreign', 'library', 'b', 'c', 'd'],
  ['a', 'library', 'b', 'foreign', 'c', 'd'],
  ['a', 'library', 'b', 'foreign', 'foreign', 'c', 'foreign', 'd'],
  ['snippet', 'a', 'foreign', 'b', 'library', 'c', 'foreign', 'd'],
];

describe('foreign-facade', () => {
  it('gives each event once to the collector and once to the foreign facade, in whatever order they come', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    for (const [index, order] of orders.entries()) {
      const nameOf = (step: Step): string => `${order.join(' ')}: ${step}`;
      const names = order.filter((step) => step.length === 1).map(nameOf);
      const html = scriptPage(`${foreignScript}${order.map((step) => element(step, nameOf(step), `order-${index}`)).join('')}`);
      const tab = await browser.open(shop.pageUrl({ html }));
      await vi.waitFor(async () => expect((await sentByForeign(tab)).toSorted()).toEqual(names), patience);
      await tab.whenNothingPends();
      await expectConserved(tab, 4);
      const stored = await whenStored(shop, 4 * (index + 1));
      expect(namesOf(stored.filter(({ source }) => source.startsWith(`urn:igevents:order-${index}:`)))).toEqual(names);
    }
  });
});

function element(step: Step, name: string, site: string): string {
  if (step === 'snippet') return snippet;
  if (step === 'library') return `<script src="/igevents/igevents.js" data-site="${site}" data-flush-delay-ms="0"></script>`;
  if (step === 'foreign') return '<script>runForeign();</script>';
  return `<script>window.igEvents = window.igEvents || []; igEvents.push({ event: '${name}' });</script>`;
}

function sentByForeign(tab: ShopPage): Promise<string[]> {
  return tab.page.evaluate('foreignSent');
}
