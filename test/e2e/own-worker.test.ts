import { beforeAll, describe, expect, it } from 'vitest';
import { bundleOwnWorker } from '../support/bundle-own-worker.js';
import { expectConserved } from '../support/shop-page.js';
import type { SiteFile } from '../support/shop-site.js';
import type { Shop } from '../support/start-shop.js';
import { namesOf, whenAudited, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

const page = (validation: string): string => `<!doctype html>
<meta charset="utf-8">
<title>Shop</title>
<link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "comlink": "/comlink.mjs" } }</script>
<script>
  window.uncaught = [];
  addEventListener('error', ({ message }) => window.uncaught.push(message));
  addEventListener('unhandledrejection', ({ reason }) => window.uncaught.push(String(reason)));
</script>
<script type="module">
  import { createIgEvents } from '/igevents/index.js';
  const createWorker = () => new Worker('/own-worker.js?validation=${validation}', { type: 'module' });
  window.client = createIgEvents({ createWorker });
</script>`;

const good = { event: 'add_to_cart', properties: { sku: 'A-17', qty: 2 } };
const bad = { event: 'add_to_cart', properties: { sku: 'A-17', qty: 'two' } };
const events = [
  good,
  bad,
  { event: 'check_stock', properties: { sku: 'A-1' } },
  { event: 'check_stock', properties: { sku: 'A-0' } },
  { event: 'broken' },
  { event: 'unknown' },
];

describe('own worker', () => {
  let worker: SiteFile;
  beforeAll(async () => {
    worker = await bundleOwnWorker();
  });

  async function openOwnShop(): Promise<Shop> {
    const shop = await openShop();
    shop.addFile('/own-worker.js', worker);
    return shop;
  }

  it('puts aside what its validators do not take, counts it, and sends it once it is requeued', async () => {
    const shop = await openOwnShop();
    const tab = await (await openBrowser()).open(shop.pageUrl({ html: page('quarantine') }));
    await tab.push(...events);
    const stored = await whenStored(shop, 4);
    expect(namesOf(stored)).toEqual(['add_to_cart', 'check_stock', 'broken', 'unknown']);
    expect(stored.map(({ properties }) => properties)).toContainEqual({ sku: 'A-17', qty: 2 });
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 6)).toMatchObject({ delivered: 4, buried: 2 });
    await whenAudited(shop, { missing: 0, buried: 2 });
    const letters = await tab.page.evaluate(() => window.client.deadLetters());
    expect(letters.map(({ event, code, detail }) => [event, code, detail])).toEqual([
      ['add_to_cart', 'schema', expect.stringMatching(/^qty: .*expected number/)],
      ['check_stock', 'schema', 'sku: is sold out'],
    ]);
    expect((await tab.status()).page.thread).toBe('worker');
    expect((await tab.status()).problems.map(({ code }) => code)).toContain('event-invalid');
    await tab.page.evaluate(() => window.client.requeue());
    expect(await whenStored(shop, 6)).toHaveLength(6);
    await tab.whenNothingPends();
    await expectConserved(tab, 6);
    await whenAudited(shop, { missing: 0 });
  });

  it('only tells what its validators do not take where it shall warn, and sends everything in order', async () => {
    const shop = await openOwnShop();
    const tab = await (await openBrowser()).open(shop.pageUrl({ html: page('warn') }));
    await tab.push(...events);
    expect(namesOf(await whenStored(shop, 6))).toEqual(events.map(({ event }) => event));
    await expectConserved(tab, 6);
    expect((await tab.status()).problems).toMatchObject([{ code: 'event-invalid', count: 3 }]);
  });

  it('is replaced by the page’s own thread where no worker may run, and the page says that nothing is checked', async () => {
    const shop = await openOwnShop();
    const tab = await (await openBrowser()).open(shop.pageUrl({ html: page('quarantine'), policy: "worker-src 'none'" }));
    await tab.push(bad);
    expect(namesOf(await whenStored(shop, 1))).toEqual(['add_to_cart']);
    const { problems } = await tab.status();
    expect(problems.find(({ code }) => code === 'worker-failed')?.message).toContain('without its validators');
  });
});
