import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import type { StoredEvent } from '../../collector/src/index.js';
import { deviceId, openCounter, whenCounterInstalled } from '../support/counter-page.js';
import { destroyed, healthy } from '../support/faults.js';
import { nothing } from '../support/nothing.js';
import { patience } from '../support/patience.js';
import type { ShopPage } from '../support/shop-page.js';
import type { Shop } from '../support/start-shop.js';
import { clearSiteData } from '../support/storage-faults.js';
import { whenAudited, whenStored } from '../support/stored.js';
import { newProfile, openBrowser, openShop } from '../support/story.js';

const rarely = { heartbeatMs: 3_600_000 };
const often = { heartbeatMs: 300 };

const named = (events: readonly StoredEvent[], name: string): StoredEvent[] => events.filter((event) => event.name === name);

/** Waits for a stored heartbeat that tells this. */
async function whenHeartbeat(shop: Shop, expected: object): Promise<StoredEvent> {
  return vi.waitFor(async () => {
    const beats = named(await shop.store().events({ limit: 1_000 }), 'heartbeat');
    const found = beats.find(({ properties }) => matches(properties, expected));
    if (!found) throw new Error(`No heartbeat of ${beats.length} tells this; the last one: ${JSON.stringify(beats.at(0)?.properties)}`);
    return found;
  }, patience);
}

function matches(properties: unknown, expected: object): boolean {
  try {
    expect(properties).toMatchObject(expected);
    return true;
  } catch {
    return false;
  }
}

async function tapCorner({ page }: ShopPage): Promise<void> {
  for (let tap = 0; tap < 5; tap++) await page.mouse.click(20, 20);
}

describe('kiosk', () => {
  it('keeps the orders of two customers through a closed browser without a connection, and tells them apart', async () => {
    const shop = await openShop();
    const profile = newProfile();
    const first = await openBrowser(profile);
    const tab = await openCounter(shop, first, rarely);
    await whenCounterInstalled(tab);
    // It comes some time within the first ten seconds: with a connection, so that what follows is the same each time.
    await whenHeartbeat(shop, { pending: 0, delivered: 0, deliveredAt: null });
    await first.setOffline(true);
    const heardOnline = shop.requests.length;
    await tab.push({ event: 'order_paid', properties: { number: 1 } });
    await tab.page.evaluate(() => window.client.endSession());
    await tab.push({ event: 'order_paid', properties: { number: 2 } });
    await tab.whenDurable();
    await first.close();

    const second = await openBrowser(profile);
    await second.setOffline(true);
    const reopened = await openCounter(shop, second, often);
    await vi.waitFor(async () => expect((await reopened.status()).page.durable).toBeGreaterThan(0), patience);
    expect(shop.requests).toHaveLength(heardOnline);
    await second.setOffline(false);
    await reopened.flush();

    const orders = named(await whenStored(shop, 3), 'order_paid');
    expect(orders.map(({ properties }) => properties)).toEqual([{ number: 1 }, { number: 2 }]);
    expect(orders.map(({ data }) => data)).toMatchObject([{ device: { id: deviceId } }, { device: { id: deviceId } }]);
    const [one, two] = orders;
    expect(one?.sessionId).not.toBe(two?.sessionId);
    expect(one?.userId).not.toBe(two?.userId);
    // Pushed without a connection, and told when it came back.
    const held = await whenHeartbeat(shop, { pending: 2, delivered: 1 });
    expect(held.properties).toMatchObject({
      pendingBytes: expect.any(Number),
      oldestAt: one?.time,
      dropped: nothing,
      rejected: nothing,
      buried: 0,
      storage: 'disk',
      thread: 'worker',
      pipeline: 'running',
      restarts: 0,
      serviceWorker: 'active',
      app: '7.1',
      everyMs: 300,
      usageBytes: expect.any(Number),
      quotaBytes: expect.any(Number),
      persisted: expect.any(Boolean),
    });
    const { properties, sequence } = await whenHeartbeat(shop, { pending: 0, flusher: 'idle', everyMs: 300 });
    expect(properties).toMatchObject({ delivered: Number(sequence) - 1, oldestAt: null, deliveredAt: expect.any(String) });
    await whenAudited(shop, { missing: 0 });
    expect(await reopened.page.evaluate(() => window.uncaught)).toEqual([]);
  });

  it('opens its panel for whoever knows the corner, exports what waits, and leaves no trace of it', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    // On a busy machine five clicks take longer than a finger's.
    const tab = await openCounter(shop, browser, { ...rarely, gesture: { withinMs: 60_000 } });
    await whenCounterInstalled(tab);
    await browser.setOffline(true);
    await tab.push({ event: 'order_paid', properties: { number: 1 } }, { event: 'order_paid', properties: { number: 2 } });
    await tab.whenDurable();
    await tab.page.mouse.click(300, 300);
    expect(await tab.page.locator('ig-devtools').count()).toBe(0);
    await tapCorner(tab);

    const panel = tab.page.getByRole('dialog', { name: 'igevents' });
    const [download] = await Promise.all([tab.page.waitForEvent('download'), panel.getByRole('button', { name: 'Export NDJSON' }).click()]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
    const orders = lines.map((line) => JSON.parse(line)).filter(({ data }) => data.event === 'order_paid');
    expect(orders).toMatchObject([
      { data: { properties: { number: 1 } } },
      { data: { properties: { number: 2 }, device: { id: deviceId } } },
    ]);
    await panel.getByRole('button', { name: 'Close' }).click();
    await vi.waitFor(async () => expect(await tab.page.locator('ig-devtools').count()).toBe(0), patience);
  });

  it('counts what a browser has wiped under it, and tells it with the next heartbeat', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openBrowser();
    const tab = await openCounter(shop, browser, often);
    await tab.push({ event: 'order_paid' });
    await tab.whenDurable();
    await clearSiteData(tab, 'indexeddb');
    shop.setFault(healthy);
    await tab.flush();
    // A database that was deleted while it was open is refused at first: until the next try, a second later, a heartbeat may tell of the memory.
    const { properties } = await whenHeartbeat(shop, { storage: 'disk', dropped: { 'outbox-lost': expect.any(Number) } });
    expect(properties).toMatchObject({ problems: expect.arrayContaining(['outbox-lost']) });
  });

  it('tells a page whose pipeline stays failed, and ends the session of a customer who walks away', async () => {
    const shop = await openShop();
    shop.replaceFile('worker.js', (response) => void response.writeHead(404).end());
    shop.replaceFile('same-thread.js', (response) => void response.writeHead(404).end());
    const tab = await openCounter(shop, await openBrowser(), { heartbeatMs: 1_500, sessionIdleMs: 500 });
    await vi.waitFor(async () => expect(await tab.page.evaluate('window.stuck[0]')).toEqual({ reason: 'failed', beats: 3 }), patience);
    const user = (): Promise<string | null> => tab.page.evaluate(() => localStorage.getItem('ig-id'));
    const before = await user();
    await tab.page.mouse.click(300, 300);
    await vi.waitFor(async () => expect(await user()).not.toBe(before), patience);
    expect(await tab.page.evaluate(() => window.uncaught)).toEqual([]);
  });
});
