// What every story begins with; each part is ended when its test is, the last one first.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { launchChromium, type ShopBrowser } from './launch-chromium.js';
import { type Shop, startShop } from './start-shop.js';

export async function openShop(...options: Parameters<typeof startShop>): Promise<Shop> {
  const shop = await startShop(...options);
  onTestFinished(() => shop.close());
  return shop;
}

/** A folder for a browser's profile. */
export function newProfile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'igevents-profile-'));
  // A browser that was killed may still be writing from one of its other processes.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  return folder;
}

export async function openBrowser(profile: string = newProfile()): Promise<ShopBrowser> {
  const browser = await launchChromium(profile);
  onTestFinished(() => browser.close());
  return browser;
}
