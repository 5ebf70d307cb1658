import type { KioskOptions } from '../../src/main/kiosk.js';
import type { ShopBrowser } from './launch-chromium.js';
import type { ShopPage } from './shop-page.js';
import { whenInstalled } from './shop-page.js';
import type { Shop } from './start-shop.js';

/** What the counter is started with. */
export type CounterOptions = Pick<KioskOptions, 'heartbeatMs' | 'sessionIdleMs' | 'gesture'>;

/** A page that runs the kiosk's parts as a customer's application would: `window.client` and `window.stuck`. */
const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Counter</title>
<link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "comlink": "/comlink.mjs" } }</script>
<script>
  window.uncaught = [];
  window.stuck = [];
  addEventListener('error', ({ message }) => window.uncaught.push(message));
  addEventListener('unhandledrejection', ({ reason }) => window.uncaught.push(String(reason)));
</script>
<script type="module">
  const { createIgEvents } = await import('/igevents/index.js');
  const { kioskDeviceId, startKiosk } = await import('/igevents/kiosk.js');
  const options = JSON.parse(new URLSearchParams(location.search).get('options') ?? '{}');
  window.client = createIgEvents({ preset: 'kiosk', deviceId: kioskDeviceId() });
  window.stop = startKiosk(window.client, { app: '7.1', onStuck: (stuck) => window.stuck.push(stuck), ...options });
  await navigator.serviceWorker.register('/shell.js');
  await (await caches.open('shell')).add('/counter');
</script>`;

export const deviceId = 'hall-2';

/** Opens the counter, whose address names the device. */
export async function openCounter(shop: Shop, browser: ShopBrowser, options: CounterOptions = {}): Promise<ShopPage> {
  shop.addFile('/counter', { type: 'text/html', content: html });
  const query = new URLSearchParams({ device: deviceId, options: JSON.stringify(options) });
  return browser.open(`${shop.elsewhereUrl.replace('/elsewhere', '/counter')}?${query}`);
}

/** Resolves when the counter would open without a connection. */
export async function whenCounterInstalled(tab: ShopPage): Promise<void> {
  await whenInstalled(tab);
  await tab.page.waitForFunction(async () => (await caches.match('/counter')) !== undefined);
}
