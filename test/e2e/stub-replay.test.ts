import { describe, expect, it } from 'vitest';
import { expectConserved } from '../support/shop-page.js';
import { namesOf, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

describe('stub-replay', () => {
  it('delivers what a stub array collected before the library loaded, in order and once', async () => {
    const shop = await openShop();
    const stub = Array.from({ length: 5 }, (_, n) => ({ event: `early_${n}`, properties: { n } }));
    const tab = await (await openBrowser()).open(shop.pageUrl({ stub }));
    await tab.page.evaluate(() => void window.igEvents?.push({ event: 'late', properties: { n: 5 } }));

    const events = await whenStored(shop, 6);
    expect(namesOf(events)).toEqual(['early_0', 'early_1', 'early_2', 'early_3', 'early_4', 'late']);
    expect(events.map(({ properties }) => properties)).toEqual([0, 1, 2, 3, 4, 5].map((n) => ({ n })));
    await expectConserved(tab, 6);
  });

  it('goes on taking what is pushed to the array that the stub was', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    await browser.beforeEachPage(() => {
      const stub = [{ event: 'early' }];
      Object.assign(window, { igEvents: stub, pushToStub: () => stub.push({ event: 'late' }) });
    });
    const tab = await browser.open(shop.pageUrl());
    await tab.page.evaluate('pushToStub()');
    expect(namesOf(await whenStored(shop, 2))).toEqual(['early', 'late']);
    await expectConserved(tab, 2);
  });

  it('takes a queue as pages leave it, and what they do to it later', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    await browser.beforeEachPage(() => {
      const stub: unknown[] = [{ event: 'queued', type: 'track', source: 'js_api' }, null, 'text', {}, { event: 'last' }];
      Object.defineProperty(stub, 3, {
        get: () => {
          throw new Error('hostile');
        },
      });
      Object.assign(window, { igEvents: stub });
    });
    const tab = await browser.open(shop.pageUrl());
    const looks = await tab.page.evaluate(() => {
      window.igEvents = window.igEvents || [];
      void window.igEvents.push({ event: 'one' }, { event: 'two' });
      window.igEvents = [{ event: 'assigned' }];
      void window.igEvents.push({ event: 'after' });
      return {
        isArray: Array.isArray(window.igEvents),
        length: Reflect.get(window.igEvents, 'length'),
        isSame: Object.is(window.igEvents, window.client),
      };
    });
    expect(looks).toEqual({ isArray: true, length: 0, isSame: true });
    expect(namesOf(await whenStored(shop, 6))).toEqual(['queued', 'last', 'one', 'two', 'assigned', 'after']);
    expect(await expectConserved(tab, 9)).toMatchObject({ rejected: { 'not-an-object': 3 } });
  });

  it('cleans names of commas, single quotes and trailing spaces', async () => {
    const shop = await openShop();
    const names = ["add,to,'cart'  ", 'Grün & "schön" ', ' keeps leading space', 'x'.repeat(150), '😀'.repeat(101)];
    const tab = await (await openBrowser()).open(shop.pageUrl({ stub: names.map((event) => ({ event })) }));
    expect(namesOf(await whenStored(shop, 5))).toEqual([
      'addtocart',
      'Grün & "schön"',
      ' keeps leading space',
      'x'.repeat(100),
      '😀'.repeat(100),
    ]);
    await expectConserved(tab, 5);
  });

  it('counts a name of which nothing is left as rejected', async () => {
    const shop = await openShop();
    const tab = await (await openBrowser()).open(shop.pageUrl({ stub: [{ event: " ,,'' " }, { event: 'good' }] }));
    expect(namesOf(await whenStored(shop, 1))).toEqual(['good']);
    expect(await expectConserved(tab, 2)).toMatchObject({ delivered: 1, rejected: { 'name-empty': 1 } });
  });
});
