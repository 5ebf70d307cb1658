// One profile, killed again and again.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { healthy, held } from './faults.js';
import { type Life, planPushes, type Random } from './kill-plan.js';
import { type KillResult, toResults } from './kill-results.js';
import { keepWorkers, prepareStrike, type Strike } from './kill-strike.js';
import { type KillTab, openKillTab, type TabRecord } from './kill-tab.js';
import { toVerdict, type Verdict } from './kill-verdict.js';
import type { ShopBrowser } from './launch-chromium.js';
import type { ShopPage } from './shop-page.js';
import type { Shop } from './start-shop.js';
import { whenStored } from './stored.js';
import { openBrowser } from './story.js';

/** What all kills of one profile have in common. */
export interface Scene {
  shop: Shop;
  profile: string;
  /** Address of the shop's page. */
  url: string;
  random: Random;
}

/** A life that was lived. */
export interface PastLife {
  life: Life;
  tabs: readonly TabRecord[];
  /** When the next page was there, and when nothing waited on the device any more. */
  openedAt: number;
  drainedAt: number | undefined;
}

/** Lives through all kills and expects that every promise has held. */
export async function liveThrough(lives: readonly Life[], scene: Scene): Promise<KillResult[]> {
  const past: PastLife[] = [];
  let verdict: Verdict | undefined;
  let browser = await startBrowser(scene);
  for (const [index, life] of lives.entries()) {
    const names = Array.from({ length: life.tabs }, (_, tab) => `${index + 1}/${tab + 1}`);
    const tabs = await Promise.all(names.map((name) => openKillTab(browser, scene.url, name)));
    await pushUntilKilled(life, tabs, browser, scene);

    if (life.victim === 'browser') browser = await startBrowser(scene);
    else await browser.setOffline(false);
    const drains = life.drains || index === lives.length - 1;
    const next = drains ? await browser.open(scene.url) : undefined;
    const openedAt = performance.now();
    await Promise.all(tabs.filter(({ record }) => record.lives).map((tab) => tab.finish()));

    await next?.whenNothingPends();
    past.push({ life, tabs: tabs.map(({ record }) => record), openedAt, drainedAt: next && performance.now() });
    if (next) {
      verdict = await toVerdictSoFar(scene.shop, next, past);
      // What else the browser has kept tells a database that it has lost from one that we have.
      const kept = await next.page.evaluate(() => Object.entries(localStorage).map((entry) => entry.join('=')));
      expect(verdict.broken, `after life ${index + 1}: ${JSON.stringify(life)}; in localStorage: ${kept.join(' ')}`).toEqual([]);
    }
    await Promise.all([...(next ? [next] : []), ...tabs].map(({ page }) => page.close()));
  }
  return past.flatMap((life) => toResults(life, verdict?.missing ?? new Map()));
}

async function startBrowser({ profile }: Scene): Promise<ShopBrowser> {
  const browser = await openBrowser(profile);
  await browser.beforeEachPage(keepWorkers);
  return browser;
}

/** Lets all pages push, kills at the moment that was drawn, and makes the network whole again. */
async function pushUntilKilled(life: Life, tabs: readonly KillTab[], browser: ShopBrowser, { shop, random }: Scene): Promise<void> {
  const { victim, moment, afterMs, onMs } = life;
  // Ready beforehand, so that the kill itself takes no time.
  const targets = victim === 'worker' ? tabs : tabs.slice(0, 1);
  const strikes = await Promise.all(targets.map(({ page }) => prepareStrike(victim, page)));
  const { fault, stored, release } = held();
  if (moment === 'held') shop.setFault(fault);
  if (moment === 'offline') await browser.setOffline(true);
  await Promise.all(tabs.map((tab) => tab.startPushing(planPushes(random))));
  if (moment === 'held') await stored;

  for (const [index, strike] of strikes.entries()) {
    await sleep(afterMs / strikes.length);
    await strikeTabs(strike, victim === 'browser' ? tabs : targets.slice(index, index + 1), victim !== 'worker');
  }
  if (victim !== 'browser') await sleep(onMs);
  // A crashed tab answers nothing, and calls to all tabs of the browser would wait for it.
  await Promise.all(tabs.filter(({ record }) => !record.lives).map(({ page }) => page.close()));
  shop.setFault(healthy);
  release();
}

async function strikeTabs(strike: Strike, tabs: readonly KillTab[], isDeadly: boolean): Promise<void> {
  for (const { record } of tabs) {
    record.struck = { at: performance.now(), durable: record.durable };
    record.lives = !isDeadly;
  }
  await strike();
}

async function toVerdictSoFar(shop: Shop, { page, status }: ShopPage, past: readonly PastLife[]): Promise<Verdict> {
  const { outbox, problems } = await status();
  // A delivery that was cut off and a worker that was killed are what this is about.
  const unexpected = problems.filter(({ code }) => code !== 'delivery-delayed' && code !== 'worker-failed');
  expect(unexpected).toEqual([]);
  expect(await page.evaluate(() => window.uncaught)).toEqual([]);
  if (outbox?.storage !== 'disk') throw new Error('The outbox is not on the disk.');
  const [stored, outboxes] = [await whenStored(shop, 0), await shop.store().outboxes()];
  return toVerdict({ tabs: past.flatMap(({ tabs }) => tabs), stored, outboxes, counters: outbox.counters });
}
