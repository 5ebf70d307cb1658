// Firefox as its maker ships it, for what it does otherwise than Chromium. Playwright reaches it through WebDriver BiDi by this channel.
import { firefox } from 'playwright';
import { findFirefox } from '../../scripts/find-browsers.mjs';
import { openShopPage, type ShopPage } from './shop-page.js';

export interface ShopFirefox {
  open(url: string): Promise<ShopPage>;
  close(): Promise<void>;
}

/** Undefined where the machine has no Firefox. */
export const firefoxPath: string | undefined = findFirefox();

/** @param preferences as `about:config` names them. */
export async function launchFirefox(profile: string, preferences: Record<string, number> = {}): Promise<ShopFirefox> {
  const context = await firefox.launchPersistentContext(profile, {
    channel: 'moz-firefox',
    ...(firefoxPath !== undefined && { executablePath: firefoxPath }),
    firefoxUserPrefs: preferences,
  });
  return {
    open: async (url) => openShopPage(await context.newPage(), url),
    close: () => context.close(),
  };
}
