import type { Worker } from 'playwright';
import { describe, expect, it } from 'vitest';
import { type Fault, healthy, held } from '../support/faults.js';
import { askToDrain, backgroundWorker, registerBackground, type ServiceWorkers, watchServiceWorkers } from '../support/service-workers.js';
import { expectConserved, type ShopPage } from '../support/shop-page.js';
import type { Shop } from '../support/start-shop.js';
import { namesOf, sequencesOf, upTo, whenAudited, whenRequested, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

interface Scene {
  shop: Shop;
  workers: ServiceWorkers;
  open: () => Promise<ShopPage>;
  setOffline: (offline: boolean) => Promise<void>;
}

const settings = { maxBatchEvents: 10 };

/** A shop whose page has pushed so many events offline, and is still open. */
async function pushOffline(count: number, kind: 'classic' | 'module' = 'classic'): Promise<Scene & { tab: ShopPage }> {
  const shop = await openShop();
  shop.addFile('/background.js', backgroundWorker(kind, settings));
  const browser = await openBrowser();
  const workers = await watchServiceWorkers(await browser.openOther());
  const open = (): Promise<ShopPage> => browser.open(shop.pageUrl({ settings }));
  const tab = await open();
  await registerBackground(tab.page, kind);
  await tab.whenRunning();
  await browser.setOffline(true);
  await tab.push(...upTo(count).map((n) => ({ event: `left_${n}`, properties: { n } })));
  await tab.whenDurable();
  await tab.whenFlusherIs('waiting');
  expect(shop.requests).toEqual([]);
  return { shop, workers, open, setOffline: browser.setOffline, tab };
}

/** The same, with the last page closed and the connection back. */
async function leaveBehind(count: number, kind?: 'classic' | 'module'): Promise<Scene> {
  const scene = await pushOffline(count, kind);
  const { page } = scene.tab;
  // A closed page's worker lives on for a moment and sends once more when it hears of the connection (Chromium 156): ended first, it leaves all to the service worker.
  await Promise.all(page.workers().map(endWorker));
  await page.close();
  await scene.setOffline(false);
  return scene;
}

async function endWorker(worker: Worker): Promise<void> {
  const ended = worker.waitForEvent('close');
  // It may be gone before it can answer.
  worker.evaluate(() => close()).catch(() => {});
  await ended;
}

async function expectEachOnce(shop: Shop, count: number): Promise<void> {
  const events = await whenStored(shop, count);
  expect(namesOf(events)).toEqual(upTo(count).map((n) => `left_${n}`));
  expect(sequencesOf(events)).toEqual(upTo(count));
  await whenAudited(shop, { received: count, missing: 0 });
}

describe('a service worker', () => {
  it('delivers with no page open what was pushed offline', async () => {
    // The other stories take the classic script.
    const { shop, workers, open } = await leaveBehind(40, 'module');
    await workers.sync();
    await expectEachOnce(shop, 40);
    await whenAudited(shop, { duplicates: 0 });
    const tab = await open();
    expect(await expectConserved(tab, 40)).toMatchObject({ delivered: 40, pending: 0, duplicates: 0 });
  });

  it('shares the work with a page that flushes at the same time: nothing is sent twice', async () => {
    const { shop, workers, tab, setOffline } = await pushOffline(200);
    // So slow that both are at it.
    const slow: Fault = async (exchange) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await healthy(exchange);
    };
    shop.setFault(slow);
    await setOffline(false);
    await Promise.all([workers.sync(), tab.flush(), askToDrain(tab.page)]);
    await expectEachOnce(shop, 200);
    await whenAudited(shop, { duplicates: 0 });
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 200)).toMatchObject({ delivered: 200, duplicates: 0 });
    expect(shop.mostInFlight()).toBe(1);
  });

  it('loses and doubles nothing when a new version takes over in the middle of a flush', async () => {
    const { shop, workers, open } = await leaveBehind(40);
    const { fault, stored, release } = held();
    shop.setFault(fault);
    await workers.sync();
    await stored;
    shop.addFile('/background.js', backgroundWorker('classic', settings, 2));
    await workers.update();
    expect(shop.requests.length).toBe(1);
    shop.setFault(healthy);
    release();
    await workers.whenUpdated();
    await workers.sync();
    await expectEachOnce(shop, 40);
    const tab = await open();
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 40)).toMatchObject({ delivered: 40 });
  });

  it('delivers the rest at the next sync when it was stopped in the middle of a request', async () => {
    const { shop, workers, open } = await leaveBehind(40);
    const { fault, stored } = held();
    shop.setFault(fault);
    await workers.sync();
    await stored;
    await workers.stop();
    shop.setFault(healthy);
    await workers.sync();
    await expectEachOnce(shop, 40);
    const tab = await open();
    await tab.whenNothingPends();
    // The answer that never came: ten were sent twice, and stored once.
    expect(await expectConserved(tab, 40)).toMatchObject({ delivered: 40, duplicates: 10 });
  });

  it('ends its request at a denial, and sends nothing more', async () => {
    const { shop, workers, open } = await leaveBehind(40);
    const ended = new Promise<void>((resolve) => {
      shop.setFault(({ response }) => void response.once('close', resolve));
    });
    await workers.sync();
    await whenRequested(shop, 1);
    const tab = await open();
    const stillAtWork = await tab.page.evaluate(async () => {
      await window.client.setConsent('denied');
      return (await navigator.locks.query()).held;
    });
    expect(stillAtWork).toEqual([]);
    await ended;
    shop.setFault(healthy);
    await workers.sync();
    expect(await askToDrain(tab.page)).toEqual({ delivered: 0, pending: 0 });
    expect(shop.requests.length).toBe(1);
    expect((await shop.store().summary()).events).toBe(0);
  });

  it('makes no database where no page has been', async () => {
    const shop = await openShop();
    shop.addFile('/background.js', backgroundWorker());
    const browser = await openBrowser();
    const workers = await watchServiceWorkers(await browser.openOther());
    const first = await browser.openOther(shop.elsewhereUrl);
    await registerBackground(first);
    await first.close();
    await workers.sync();
    const second = await browser.openOther(shop.elsewhereUrl);
    expect(await askToDrain(second)).toEqual({ delivered: 0, pending: 0 });
    expect(await second.evaluate(() => indexedDB.databases())).toEqual([]);
    expect(shop.requests).toEqual([]);
  });
});
