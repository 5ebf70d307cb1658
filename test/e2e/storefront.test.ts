import { type BrowserContext, chromium, type Page } from 'playwright';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { chromiumFlags, findChromium } from '../../scripts/find-browsers.mjs';
import { patience } from '../support/patience.js';
import { type Storefront, startStorefront } from '../support/start-storefront.js';
import { newProfile } from '../support/story.js';
import { findServiceWorker } from '../support/wake-service-worker.js';

async function openStorefront(): Promise<Storefront> {
  const shop = await startStorefront();
  onTestFinished(() => shop.close());
  return shop;
}

/** A browser with a profile: in a private window nothing can be installed. */
async function openBrowser(): Promise<BrowserContext> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error('Chromium is missing: run "npm test", which installs it, or set CHROMIUM_PATH.');
  const context = await chromium.launchPersistentContext(newProfile(), { executablePath, args: chromiumFlags });
  onTestFinished(() => context.close());
  return context;
}

/** Resolves when everything that was pushed here is on the disk. @returns how many events of the device wait. */
async function whenDurable(page: Page): Promise<number> {
  return vi.waitFor(async () => {
    const status = await page.evaluate(async () => (window.igEvents && 'status' in window.igEvents ? window.igEvents.status() : undefined));
    expect(status?.page.durable).toBe(status?.page.pushed);
    return status?.outbox?.counters.pending ?? Number.NaN;
  }, patience);
}

/** As by the browser's own dialog. */
async function install(browser: BrowserContext, manifestId: string): Promise<void> {
  const session = await browser.browser()?.newBrowserCDPSession();
  await session?.send('PWA.install', { manifestId, installUrlOrBundleUrl: manifestId });
}

/** As from the home screen. */
async function launch(browser: BrowserContext, manifestId: string): Promise<Page> {
  const session = await browser.browser()?.newBrowserCDPSession();
  const [page] = await Promise.all([browser.waitForEvent('page'), session?.send('PWA.launch', { manifestId })]);
  return page;
}

describe('the storefront', () => {
  it('can be installed, opens and sells without a connection, and its service worker delivers when every window is closed', async () => {
    const shop = await openStorefront();
    const browser = await openBrowser();
    const [blank] = browser.pages();
    if (!blank) throw new Error('The browser has opened without a page.');

    const online = await browser.newPage();
    const uncaught: string[] = [];
    browser.on('weberror', (error) => uncaught.push(String(error.error())));
    browser.on('console', (message) => message.type() === 'error' && uncaught.push(message.text()));
    await online.goto(shop.origin);
    await online.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const session = await browser.newCDPSession(online);
    expect(await session.send('Page.getInstallabilityErrors')).toEqual({ installabilityErrors: [] });
    expect(await session.send('Page.getAppManifest')).toMatchObject({ url: `${shop.origin}/manifest.webmanifest`, errors: [] });
    const app = `${shop.origin}/`;
    await install(browser, app);
    expect(await shop.events()).toEqual([]);
    await online.getByTestId('consent-grant').click();
    await vi.waitFor(async () => expect(await whenDurable(online)).toBe(0), patience);
    const before = (await shop.events()).length;
    expect(before).toBeGreaterThan(0);
    expect(uncaught).toEqual([]);
    await online.close();

    await browser.setOffline(true);
    const offline = await launch(browser, app);
    await offline.getByTestId('offline-hint').waitFor();
    await offline.getByTestId('search').fill('pendant');
    await offline.getByTestId('search').press('Enter');
    await offline.getByTestId('product-halo').click();
    await offline.getByTestId('add-to-cart').click();
    await offline.getByTestId('cart-total').getByText('€119').waitFor();
    await offline.reload();
    await offline.getByTestId('cart-count').getByText('1').waitFor();
    await offline.goto(`${shop.origin}/checkout`);
    for (const step of ['to-delivery', 'to-payment', 'place-order']) await offline.getByTestId(step).click();
    await offline.getByTestId('order-state').getByText('Its event waits on this device').waitFor();
    const waiting = await whenDurable(offline);
    await offline.close();
    expect((await shop.events()).length).toBe(before);

    await browser.setOffline(false);
    const wake = await findServiceWorker(blank, shop.origin);
    // As the browser does it: a service worker that does not see the connection yet is woken again.
    await vi.waitFor(
      async () => {
        await wake('igevents:storefront');
        await vi.waitFor(async () => expect(await shop.events()).toHaveLength(before + waiting), { interval: 100, timeout: 5_000 });
      },
      { ...patience, interval: 500 },
    );
    expect(browser.pages().map((page) => page.url())).toEqual(['about:blank']);
    const events = await shop.events();
    expect(new Set(events.map(({ id }) => id)).size).toBe(before + waiting);
    expect(events.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'search',
        'product_viewed',
        'add_to_cart',
        'checkout_started',
        'checkout_step_done',
        'purchase',
        'orderPlaced',
      ]),
    );
    expect(await shop.outboxes()).toMatchObject([{ received: before + waiting, missing: 0, duplicates: 0, idConflicts: 0 }]);
  });
});
