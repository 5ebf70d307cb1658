import { afterAll, describe, expect, it } from 'vitest';
import { departures, type ExitResult, leaveOnce, openExitScene, toExitTable } from '../support/exit-runs.js';
import { destroyed, healthy } from '../support/faults.js';
import type { ShopBrowser } from '../support/launch-chromium.js';
import { expectConserved, type ShopPage } from '../support/shop-page.js';
import type { Shop } from '../support/start-shop.js';
import { namesOf, upTo, whenAudited, whenRequested, whenStored } from '../support/stored.js';
import { newProfile, openBrowser, openShop } from '../support/story.js';

type Exit = 'navigate' | 'reload' | 'close';

const exits: [string, Exit][] = [
  ['a navigation', 'navigate'],
  ['a reload', 'reload'],
  ['the end of the tab', 'close'],
];

// scripts/exit.mjs sets more.
const runs = Number(process.env['IGEVENTS_EXIT_RUNS'] ?? 1);
const exitTimeoutMs = 60_000 + 30_000 * runs;

describe('page-exit', () => {
  const results: ExitResult[] = [];
  afterAll(() => console.log(`\n${toExitTable(results)}\n`));

  const named = departures.map((departure) => [departure.exit, departure.place, departure] as const);
  it.each(named)(
    'hands over all of 200 pushes before the %s, made in the %s',
    { timeout: exitTimeoutMs },
    async (_exit, _place, departure) => {
      const scene = await openExitScene(await openShop(), newProfile());
      for (let run = 1; run <= runs; run++) {
        const result = await leaveOnce(scene, departure, run);
        results.push(result);
        expect.soft(result, `run ${run}`).toMatchObject({ lost: 0, doubled: 0 });
      }
    },
  );

  it.each(exits)('delivers pushes that are followed at once by %s', async (_, leave) => {
    const shop = await openShop();
    const browser = await openBrowser();
    const opener = await browser.open(shop.pageUrl());
    const tab = await browser.openFrom(opener, shop.pageUrl());
    await tab.whenRunning();
    await pushAndLeave(tab, shop, leave);
    await expectAllDelivered(shop, browser);
  });

  it.each(exits)('delivers pushes that are followed by %s before the worker has loaded', async (_, leave) => {
    const shop = await openShop();
    const browser = await openBrowser();
    const opener = await browser.open(shop.pageUrl());
    const release = shop.holdWorker();
    const tab = await browser.openFrom(opener, shop.pageUrl());
    await pushAndLeave(tab, shop, leave);
    release();
    await expectAllDelivered(shop, browser);
  });

  it('delivers what is pushed in the very handlers that say goodbye', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.whenRunning();
    await tab.page.evaluate((url) => {
      addEventListener('pagehide', () => void window.client.push({ event: 'in_pagehide' }));
      document.addEventListener('visibilitychange', () => void window.client.push({ event: 'in_visibilitychange' }));
      location.href = url;
    }, shop.elsewhereUrl);
    await tab.page.waitForURL(shop.elsewhereUrl);
    const next = await browser.open(shop.pageUrl());
    expect((await whenStored(shop, 2)).map(({ name }) => name).toSorted()).toEqual(['in_pagehide', 'in_visibilitychange']);
    await next.whenNothingPends();
    await expectConserved(next, 2);
  });

  it('goes on after the page comes back from the back/forward cache', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.page.evaluate(() => addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted })));
    await tab.push({ event: 'before' });
    await tab.whenNothingPends();
    await tab.page.goto(shop.elsewhereUrl);
    // Not goBack: that waits for a load, and a page that was kept does not load.
    await tab.page.evaluate(() => history.back());
    await tab.page.waitForFunction(() => 'persisted' in window);
    expect(await tab.page.evaluate('persisted')).toBe(true);
    await tab.push({ event: 'after' });
    expect(namesOf(await whenStored(shop, 2))).toEqual(['before', 'after']);
    await tab.whenNothingPends();
    await expectConserved(tab, 2);
  });

  it('keeps what a page that ended could not send', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.push({ event: 'unsent' });
    await whenRequested(shop, 1);
    await tab.whenFlusherIs('waiting');
    await tab.page.goto(shop.elsewhereUrl);
    shop.setFault(healthy);
    const next = await browser.open(shop.pageUrl());
    expect(namesOf(await whenStored(shop, 1))).toEqual(['unsent']);
    await next.whenNothingPends();
    expect(await expectConserved(next, 1)).toMatchObject({ delivered: 1 });
  });

  it('makes everything durable before close resolves, and a later page delivers it', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl());
    await tab.page.evaluate(async () => {
      for (let n = 1; n <= 20; n++) void window.client.push({ event: `closed_${n}` });
      await window.client.close();
    });
    await tab.page.close({ runBeforeUnload: false });
    shop.setFault(healthy);
    const next = await browser.open(shop.pageUrl());
    expect(namesOf(await whenStored(shop, 20))).toEqual(upTo(20).map((n) => `closed_${n}`));
    await next.whenNothingPends();
    await expectConserved(next, 20);
  });
});

async function pushAndLeave(tab: ShopPage, shop: Shop, leave: Exit): Promise<void> {
  const left = leave === 'close' ? tab.page.waitForEvent('close') : tab.page.waitForEvent('framenavigated');
  await tab.page.evaluate(pushAndGo, { leave, elsewhere: shop.elsewhereUrl }).catch(ignoreLostPage);
  await left;
}

/** Runs in the page. */
function pushAndGo({ leave, elsewhere }: { leave: Exit; elsewhere: string }): void {
  for (let n = 1; n <= 20; n++) void window.client.push({ event: `leaving_${n}` });
  if (leave === 'navigate') location.href = elsewhere;
  else if (leave === 'reload') location.reload();
  else window.close();
}

/** The page may be gone before it can say that it has gone. */
function ignoreLostPage(): void {}

async function expectAllDelivered(shop: Shop, browser: ShopBrowser): Promise<void> {
  const next = await browser.open(shop.pageUrl());
  expect(namesOf(await whenStored(shop, 20))).toEqual(upTo(20).map((n) => `leaving_${n}`));
  await next.whenNothingPends();
  await expectConserved(next, 20);
  await whenAudited(shop, { received: 20, missing: 0 });
}
