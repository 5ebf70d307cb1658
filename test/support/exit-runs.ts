// A page pushes and is left in the same moment; the next page of the shop hands over what was not durable.
import { expect, vi } from 'vitest';
import type { ShopBrowser } from './launch-chromium.js';
import { patience } from './patience.js';
import type { ShopPage } from './shop-page.js';
import type { Shop } from './start-shop.js';
import { whenStored } from './stored.js';
import { openBrowser } from './story.js';

/** How a page is left in order, and where its pushes are: in the task that leaves, or in the handlers in which pages say goodbye. */
export const departures = [
  { exit: 'navigation', place: 'same task' },
  { exit: 'navigation', place: 'goodbye handlers' },
  { exit: 'reload', place: 'same task' },
  { exit: 'reload', place: 'goodbye handlers' },
  { exit: 'end of the tab', place: 'same task' },
  { exit: 'end of the tab', place: 'goodbye handlers' },
  { exit: 'end of the browser', place: 'same task' },
  { exit: 'end of the browser', place: 'goodbye handlers' },
] as const;

export type Departure = (typeof departures)[number];

const pushesPerExit = 200;

/** What one exit has shown. */
export interface ExitResult {
  departure: Departure;
  lost: number;
  doubled: number;
}

export interface ExitScene {
  shop: Shop;
  profile: string;
  browser: ShopBrowser;
  /** A tab of the shop that may close itself. */
  tab: ShopPage;
}

export async function openExitScene(shop: Shop, profile: string): Promise<ExitScene> {
  const browser = await openBrowser(profile);
  return { shop, profile, browser, tab: await openTab(browser, shop) };
}

/** Leaves the tab of `scene` and opens the next page of the shop, which is the tab from then on. */
export async function leaveOnce(scene: ExitScene, departure: Departure, run: number): Promise<ExitResult> {
  const { shop, tab } = scene;
  const { exit } = departure;
  const name = `run_${run}`;
  await tab.whenRunning();
  await pushAndLeave(tab, departure, { name, elsewhere: shop.elsewhereUrl });
  if (exit === 'end of the browser') scene.browser = await openBrowser(scene.profile);
  if (exit === 'navigation') await tab.page.goto(shop.pageUrl());
  else if (exit !== 'reload') scene.tab = await openTab(scene.browser, shop);
  await whenHandedOver(scene.tab);
  const stored = (await whenStored(shop, 0)).filter((event) => event.name === name);
  const distinct = new Set(stored.map(({ properties }) => JSON.stringify(properties)));
  return { departure, lost: pushesPerExit - distinct.size, doubled: stored.length - distinct.size };
}

/** The tab of a page that another one opened. */
async function openTab(browser: ShopBrowser, shop: Shop): Promise<ShopPage> {
  const opener = await browser.open(shop.pageUrl());
  await opener.page.goto(shop.elsewhereUrl);
  return browser.openFrom(opener, shop.pageUrl());
}

async function pushAndLeave({ page }: ShopPage, { exit, place }: Departure, pushes: { name: string; elsewhere: string }): Promise<void> {
  const context = page.context();
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) throw new Error('The browser cannot be told to quit.');
  const left = exit.startsWith('end') ? page.waitForEvent('close') : page.waitForEvent('load');
  // The page may be gone before it can say that it has gone.
  const leave = page.evaluate(pushAndGo, { ...pushes, exit, place, count: pushesPerExit }).catch(() => {});
  if (exit === 'end of the browser') {
    await leave;
    // As its menu does. Playwright's own command, like a SIGTERM, leaves the pages' handlers out: to a page that is a kill.
    await session.send('Target.createTarget', { url: 'chrome://quit' }).catch(() => {});
  }
  await Promise.all([left, leave]);
  if (exit === 'end of the browser') await context.close();
}

interface PagePart {
  name: string;
  exit: Departure['exit'];
  place: Departure['place'];
  elsewhere: string;
  count: number;
}

/** Runs in the page. */
function pushAndGo({ name, exit, place, elsewhere, count }: PagePart): void {
  let n = 0;
  const push = (times: number): void => {
    for (let i = 0; i < times; i++) {
      n += 1;
      void window.client.push({ event: name, properties: { n } });
    }
  };
  if (place === 'same task') push(count);
  else {
    addEventListener('beforeunload', () => push(count / 4));
    document.addEventListener('visibilitychange', () => push(count / 4));
    addEventListener('pagehide', () => push(count / 2));
  }
  if (exit === 'navigation') location.href = elsewhere;
  else if (exit === 'reload') location.reload();
  else if (exit === 'end of the tab') window.close();
}

/** Resolves when this page has taken over what others have left, and nothing waits any more. */
async function whenHandedOver(tab: ShopPage): Promise<void> {
  await tab.page.waitForFunction(() => 'client' in window);
  await tab.whenRunning();
  const journals = (): Promise<string[]> =>
    tab.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('igev-journal:')));
  await vi.waitFor(async () => expect(await journals()).toEqual([]), patience);
  await tab.whenNothingPends();
}

/** What all exits have shown, as a Markdown table. */
export function toExitTable(results: readonly ExitResult[]): string {
  const seen = departures.filter((departure) => results.some((result) => result.departure === departure));
  const lines = seen.map((departure) => {
    const own = results.filter((result) => result.departure === departure);
    const whole = own.filter(({ lost, doubled }) => lost + doubled === 0).length;
    const sum = (figure: 'lost' | 'doubled'): number => own.reduce((total, result) => total + result[figure], 0);
    const events = (own.length * pushesPerExit).toLocaleString('en');
    return [departure.exit, departure.place, events, String(sum('lost')), String(sum('doubled')), `${whole} of ${own.length}`];
  });
  const head = ['exit', 'pushed in', 'events', 'lost', 'stored twice', 'runs without a loss'];
  const rule = ['---', '---', '---:', '---:', '---:', '---:'];
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
