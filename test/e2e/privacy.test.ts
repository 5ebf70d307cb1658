import { describe, expect, it } from 'vitest';
import { address, event, kept, readProfile, readStorage, referrerPath, secretsIn, settings, title } from '../support/canaries.js';
import { destroyed, healthy } from '../support/faults.js';
import type { ShopBrowser } from '../support/launch-chromium.js';
import { expectConserved, type ShopPage } from '../support/shop-page.js';
import type { Shop } from '../support/start-shop.js';
import { whenRequested, whenStored } from '../support/stored.js';
import { newProfile, openBrowser, openShop } from '../support/story.js';

const eventTexts = [referrerPath, settings, address, title, event].map((told) => JSON.stringify(told));

describe('privacy', () => {
  it('knows its secrets when it sees them', () => {
    expect(secretsIn(eventTexts.join())).toHaveLength(21);
  });

  it('leaves no secret on the disk or the wire: not in the outbox, not in a journal, and not after the delivery', async () => {
    const shop = await openShop();
    const profile = newProfile();
    const first = await openBrowser(profile);

    const early = await openWithSecrets(first, shop);
    await early.page.route('**/open-pipeline.js', () => {});
    await early.reload();
    await pushSecrets(early);
    await leave(early, shop);
    const coarse = await readStorage(early);
    expect(coarse).toContain('igev-journal:');
    expect(secretsIn(coarse)).toEqual([]);
    await early.page.close();

    shop.setFault(destroyed);
    const release = shop.holdWorker();
    const late = await openWithSecrets(first, shop);
    await late.page.waitForFunction(() => window.client.page.pipeline === 'starting');
    // The library has asked for it by now: when it is here, the fine rules hold.
    await late.page.evaluate(`import('/igevents/redact-record.js').then(() => true)`);
    await pushSecrets(late);
    await leave(late, shop);
    const journal = await readStorage(late);
    expect(journal.match(/igev-journal:/g)).toHaveLength(2);
    expect(journal).toContain('blue-shirt-2024');
    expect(secretsIn(journal)).toEqual([]);
    release();

    const tab = await openWithSecrets(first, shop);
    await pushSecrets(tab);
    await tab.whenDurable();
    await whenRequested(shop, 1);
    await tab.page.goto(shop.elsewhereUrl);
    const outbox = await readStorage(tab);
    expect(outbox).toContain('blue-shirt-2024');
    expect(secretsIn(outbox)).toEqual([]);
    await first.close();
    const files = readProfile(profile);
    expect(files).toContain('igev-journal:default');
    expect(files).toContain('igevents:default');
    expect(secretsIn(files)).toEqual([]);

    shop.setFault(healthy);
    const second = await openBrowser(profile);
    const last = await second.open(shop.pageUrl({ settings }));
    const stored = await whenStored(shop, 3);
    await last.whenNothingPends();
    await expectConserved(last, 3);
    expect(secretsIn(await readStorage(last))).toEqual([]);
    await second.close();
    expect(secretsIn(readProfile(profile))).toEqual([]);
    expect(secretsIn(shop.requests.map(({ text, headers }) => text + JSON.stringify(headers)).join())).toEqual([]);
    expect(secretsIn(JSON.stringify(stored))).toEqual([]);

    const { origin } = new URL(shop.elsewhereUrl);
    const page = {
      url: `${origin}/account/[email]/[token]/orders/1001?utm_source=newsletter&utm_term=%5Bemail%5D`,
      referrer: `${origin}/from/[token]`,
      title: 'Hello [email]',
    };
    const data = { page, context: { contact: '[email]', cartToken: 'c1-7f3a' } };
    expect(stored.filter(({ name }) => name === kept.name)).toMatchObject([
      { ...kept, data },
      { ...kept, data },
    ]);
    // Of the one that was left too early the journal knows less, but that it was.
    expect(stored.filter(({ name }) => name !== kept.name)).toMatchObject([
      {
        properties: { sku: 'A-17', variantId: '[redacted]', orderId: '1001-17', email: '[redacted]' },
        data: { context: { contact: '[redacted]' } },
      },
    ]);
  });
});

/** Opens the shop as somebody does who comes from a page whose address is secret. */
async function openWithSecrets(browser: ShopBrowser, shop: Shop): Promise<ShopPage> {
  const url = shop.pageUrl({ settings });
  const tab = await browser.open(url);
  await tab.page.goto(url, { referer: new URL(referrerPath, url).href });
  await tab.page.waitForFunction(() => 'client' in window);
  return tab;
}

function pushSecrets(tab: ShopPage): Promise<void> {
  return tab.page.evaluate(
    (told) => {
      document.title = told.title;
      history.replaceState(null, '', told.path + told.query + told.fragment);
      void window.client.push(told.event);
    },
    { title, event, ...address },
  );
}

/** To a page of the same origin, from which its storage can be read. */
async function leave(tab: ShopPage, shop: Shop): Promise<void> {
  await tab.page.goto(shop.elsewhereUrl);
}
