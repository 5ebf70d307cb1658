import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scriptPage, snippet } from '../support/script-page.js';
import { expectConserved, type ShopPage } from '../support/shop-page.js';
import { namesOf, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

declare global {
  interface Window {
    /** What was written to the console as an error. */
    logged: string[];
  }
}

/** The same server under another name is another origin. */
const elsewhere = (url: string): string => new URL(url).origin.replace('127.0.0.1', 'localhost');
const tag = (src: string, attributes = ''): string => `<script src="${src}" ${attributes}></script>`;
const pushing = (event: string): string => `<script>igEvents.push({ event: '${event}' })</script>`;
const files = ['igevents.js', 'igevents.inlined.js'];
const threadOf = async (tab: ShopPage): Promise<string> => (await tab.status()).page.thread;

describe('script-tag', () => {
  it('delivers what the snippet has collected with its time and page, and starts one pipeline of two tags', async () => {
    const shop = await openShop();
    const hash = createHash('sha384').update(readFileSync(new URL('../../dist/igevents.js', import.meta.url)));
    const integrity = `integrity="sha384-${hash.digest('base64')}"`;
    const html = scriptPage(`${snippet}
      <script>
        const { now } = Date;
        window.pushedAt = now() - 5000;
        Date.now = () => pushedAt;
        igEvents.push({ event: 'first' }, { event: 'second' });
        Date.now = now;
        history.pushState(null, '', '/moved');
        window.igEvents = window.igEvents || [];
        igEvents.push({ event: 'third' });
      </script>
      ${tag('/igevents/igevents.js', `data-key="shop-1" data-site="tagged" data-flush-delay-ms="0" ${integrity}`)}
      ${tag('/copy/igevents.js', 'data-site="tagged"')}
      <script>igEvents.push({ event: 'fourth' });</script>`);
    const url = shop.pageUrl({ html });
    const tab = await (await openBrowser()).open(url);

    const events = (await whenStored(shop, 4)).toSorted((a, b) => Number(a.sequence) - Number(b.sequence));
    expect(namesOf(events)).toEqual(['first', 'second', 'third', 'fourth']);
    expect(events[0]?.source).toMatch(/^urn:igevents:tagged:/);
    expect(events[0]?.time).toBe(new Date(await tab.page.evaluate<number>('pushedAt')).toISOString());
    const pages = events.map(({ data }) => new URL(Reflect.get(Object(Reflect.get(Object(data), 'page')), 'url')).pathname);
    expect(pages).toEqual(['/', '/', '/moved', '/moved']);
    expect(shop.requests[0]?.headers.authorization).toBe('Bearer shop-1');
    expect(tab.page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual(['/igevents/worker.js']);
    await tab.whenNothingPends();
    await expectConserved(tab, 4);
  });

  it('runs either file from another origin in a worker', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    for (const file of files) {
      const html = scriptPage(`${tag(`${elsewhere(shop.elsewhereUrl)}/igevents/${file}`, 'data-flush-delay-ms="0"')}${pushing(file)}`);
      const tab = await browser.open(shop.pageUrl({ html }));
      await tab.whenNothingPends();
      expect(await threadOf(tab)).toBe('worker');
      expect(tab.page.workers().map((worker) => new URL(worker.url()).protocol)).toEqual(['blob:']);
    }
    expect(namesOf(await whenStored(shop, 2))).toEqual(files);
  });

  it('runs igevents.inlined.js on the page where no blob may be a worker, without another file', async () => {
    const shop = await openShop();
    const policy = "script-src 'unsafe-inline' 'self'; worker-src 'self'";
    const html = scriptPage(`${tag('/igevents/igevents.inlined.js')}${pushing('pushed')}`);
    const tab = await (await openBrowser()).open(shop.pageUrl({ html, policy }));
    expect(namesOf(await whenStored(shop, 1))).toEqual(['pushed']);
    expect(await threadOf(tab)).toBe('page');
    const loaded = await tab.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname));
    expect(loaded.filter((path) => path.endsWith('.js'))).toEqual(['/igevents/igevents.inlined.js']);
    await tab.whenNothingPends();
    await expectConserved(tab, 1);
  });

  it('runs in a worker where Trusted Types allow the policy, wherever the script comes from', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const policy = "require-trusted-types-for 'script'; trusted-types igevents";
    for (const file of [...files.map((name) => `/igevents/${name}`), `${elsewhere(shop.elsewhereUrl)}/igevents/igevents.js`]) {
      const html = scriptPage(`${tag(file, 'data-flush-delay-ms="0"')}${pushing('pushed')}`);
      const tab = await browser.open(shop.pageUrl({ html, policy }));
      await tab.whenNothingPends();
      expect(await threadOf(tab)).toBe('worker');
    }
    await whenStored(shop, 3);
  });

  it('says once what is wrong with an attribute, and leaves the page alone', async () => {
    const shop = await openShop();
    const html = scriptPage(`${tag('/igevents/igevents.js', 'data-context="{store: 12}" data-other="x"')}
      <script>window.client = igevents.createIgEvents({ flushDelayMs: 0 }); client.push({ event: 'by hand' });</script>`);
    const tab = await (await openBrowser()).open(shop.pageUrl({ html }));
    expect(await tab.page.evaluate(() => window.logged)).toEqual([
      'IgEventsError: [igevents] The attribute data-context cannot be "{store: 12}".',
    ]);
    expect(namesOf(await whenStored(shop, 1))).toEqual(['by hand']);
    await tab.whenNothingPends();
    await expectConserved(tab, 1);
  });

  it('leaves the start to the page that asks for it', async () => {
    const shop = await openShop();
    const html = scriptPage(`${snippet}${tag('/igevents/igevents.js', 'data-manual')}
      <script>
        igEvents.push({ event: 'early' });
        window.before = Array.isArray(igEvents) && igEvents.length;
        window.client = igevents.createIgEvents({ flushDelayMs: 0 });
      </script>`);
    const tab = await (await openBrowser()).open(shop.pageUrl({ html }));
    expect(await tab.page.evaluate('before')).toBe(1);
    expect(namesOf(await whenStored(shop, 1))).toEqual(['early']);
    expect(await threadOf(tab)).toBe('worker');
  });
});
