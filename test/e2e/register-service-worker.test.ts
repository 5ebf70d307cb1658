import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { ServiceWorkerLink, WaitingUpdate } from '../../src/main/register-service-worker.js';
import { patience } from '../support/patience.js';
import type { ShopPage } from '../support/shop-page.js';
import type { Shop } from '../support/start-shop.js';
import { openBrowser, openShop } from '../support/story.js';

declare global {
  interface Window {
    link: ServiceWorkerLink;
    /** Versions that the page was told of. */
    updates: WaitingUpdate[];
  }
}

const html = `<!doctype html>
<title>Installed shop</title>
<link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "comlink": "/comlink.mjs", "workbox-window": "/workbox-window.mjs" } }</script>
<script>
  window.uncaught = [];
  addEventListener('error', ({ message }) => window.uncaught.push(message));
  addEventListener('unhandledrejection', ({ reason }) => window.uncaught.push(String(reason)));
</script>
<script type="module">
  import { createIgEvents } from '/igevents/index.js';
  import { registerServiceWorker } from '/igevents/register-service-worker.js';
  window.client = createIgEvents();
  window.updates = [];
  window.link = registerServiceWorker(window.client, { url: '/sw.js', onUpdate: (update) => window.updates.push(update) });
</script>`;

/** The application's own service worker, which tells its version to whom asks. */
function serviceWorker(version: number): string {
  return `
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    addEventListener('message', ({ data, ports }) => {
      if (data.type === 'SKIP_WAITING') skipWaiting();
      if (data === 'version') ports[0].postMessage(${version});
    });`;
}

async function openInstalledShop(): Promise<{ shop: Shop; url: string; publish(version: number): void }> {
  const shop = await openShop();
  const workbox = readFileSync(new URL('../../node_modules/workbox-window/build/workbox-window.prod.mjs', import.meta.url));
  shop.addFile('/workbox-window.mjs', { type: 'text/javascript', content: workbox });
  shop.addFile('/installed', { type: 'text/html', content: html });
  const publish = (version: number): void => shop.addFile('/sw.js', { type: 'text/javascript', content: serviceWorker(version) });
  publish(1);
  return { shop, url: new URL('/installed', shop.elsewhereUrl).href, publish };
}

const stateOf = ({ page }: ShopPage) => page.evaluate(() => window.link.ready);

function versionInControl({ page }: ShopPage): Promise<unknown> {
  return page.evaluate(() => {
    const { port1, port2 } = new MessageChannel();
    navigator.serviceWorker.controller?.postMessage('version', [port2]);
    return new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
  });
}

describe('register-service-worker', () => {
  it('has the browser wake the service worker for what a closed page leaves without a connection', async () => {
    const { shop, url } = await openInstalledShop();
    const browser = await openBrowser();
    const { page: beside } = await browser.open(shop.pageUrl({ settings: { site: 'beside' } }));
    const tab = await browser.open(url);
    expect(await stateOf(tab)).toEqual({ name: 'active', reason: '', backgroundSync: 'available' });
    const tags = (): Promise<string[]> =>
      beside.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration('/');
        const { sync } = registration as unknown as { sync: { getTags(): Promise<string[]> } };
        return sync.getTags();
      });
    await browser.setOffline(true);
    expect(await tags()).toEqual([]);
    await tab.push({ event: 'left' });
    await tab.whenDurable();
    expect(await tab.page.evaluate(() => window.uncaught)).toEqual([]);
    await tab.page.close();
    await vi.waitFor(async () => expect(await tags()).toEqual(['igevents:default']), patience);
  });

  it('tells a page of each new version once, and lets it take over without a reload', async () => {
    const { url, publish } = await openInstalledShop();
    const tab = await (await openBrowser()).open(url);
    await stateOf(tab);
    await tab.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await tab.page.evaluate(() => Object.assign(window, { isSamePage: true }));
    // Two, for a kiosk is never left, and workbox-window itself hears of one only.
    for (const version of [2, 3]) {
      publish(version);
      await tab.page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
      await tab.page.waitForFunction((count) => window.updates.length === count, version - 1);
      expect(await versionInControl(tab)).toBe(version - 1);
      expect(await tab.page.evaluate(() => window.updates.at(-1)?.accept())).toBe(true);
      expect(await versionInControl(tab)).toBe(version);
    }
    expect(await tab.page.evaluate(() => window.updates.length)).toBe(2);
    expect(await tab.page.evaluate(() => [Reflect.get(window, 'isSamePage'), window.uncaught])).toEqual([true, []]);
  });

  it('registers under a policy for Trusted Types that allows it', async () => {
    const { url } = await openInstalledShop();
    const policy = "require-trusted-types-for 'script'; trusted-types igevents-service-worker";
    const tab = await (await openBrowser()).open(`${url}?policy=${encodeURIComponent(policy)}`);
    expect(await stateOf(tab)).toMatchObject({ name: 'active' });
  });
});
