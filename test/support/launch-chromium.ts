// A browser with a profile that outlives it, so that a story can close or kill it and open it again.
import { chromium, type Page } from 'playwright';
import { chromiumFlags, findChromium } from '../../scripts/find-browsers.mjs';
import { openShopPage, type ShopPage } from './shop-page.js';

export interface ShopBrowser {
  /** Opens the shop in a new tab. */
  open(url: string): Promise<ShopPage>;
  /** Opens the shop in a tab that another one opened, and that may therefore close itself. */
  openFrom(opener: ShopPage, url: string): Promise<ShopPage>;
  /** Opens a page that is not the shop's, or an empty one. */
  openOther(url?: string): Promise<Page>;
  /** Runs a script of the shop's own ahead of everything else on each page. */
  beforeEachPage(script: () => void): Promise<void>;
  setOffline(offline: boolean): Promise<void>;
  /** Ends the browser at once, as a power cut would: nothing of it runs any more. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** Visitors' browsers keep the page that was left; playwright's would not. */
const ignoreDefaultArgs = ['--disable-back-forward-cache'];

/** @param profile folder of the profile; what an earlier browser left there is found again. */
export async function launchChromium(profile: string): Promise<ShopBrowser> {
  const executablePath = await findChromium();
  if (!executablePath) throw new Error('Chromium is missing: run "npm test", which installs it, or set CHROMIUM_PATH.');
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: chromiumFlags, ignoreDefaultArgs });
  return {
    open: async (url) => openShopPage(await context.newPage(), url),
    async openFrom(opener, url) {
      const [tab] = await Promise.all([opener.page.waitForEvent('popup'), opener.page.evaluate(() => void window.open('about:blank'))]);
      return openShopPage(tab, url);
    },
    async openOther(url = 'about:blank') {
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
    beforeEachPage: async (script) => void (await context.addInitScript(script)),
    setOffline: (offline) => context.setOffline(offline),
    async kill() {
      const session = await context.browser()?.newBrowserCDPSession();
      const processes = await session?.send('SystemInfo.getProcessInfo');
      const browser = processes?.processInfo.find(({ type }) => type === 'browser');
      if (!browser) throw new Error('The browser does not tell its process.');
      const closed = new Promise((resolve) => context.once('close', resolve));
      process.kill(browser.id, 'SIGKILL');
      await closed;
    },
    close: () => context.close(),
  };
}
