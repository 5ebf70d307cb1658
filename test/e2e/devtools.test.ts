import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { describe, expect, it, vi } from 'vitest';
import { refusing } from '../support/faults.js';
import { patience } from '../support/patience.js';
import { expectConserved } from '../support/shop-page.js';
import { namesOf, whenAudited, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

/** The shop's own small scripts stand in the page; styles, and whatever could become markup, are forbidden. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types igevents',
].join('; ');

/** Files of the library that the page has loaded. */
function loaded(page: Page): Promise<string[]> {
  return page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1) ?? ''));
}

describe('devtools', () => {
  it('show and export what waits and what was buried, without a connection and under a strict policy', async () => {
    const shop = await openShop();
    shop.setFault(refusing(({ data }) => 'event' in data && data.event === 'poison'));
    const browser = await openBrowser();
    const tab = await browser.open(shop.pageUrl({ policy, settings: { workerUrl: '/igevents/worker.js' } }));
    const { page } = tab;
    await page.evaluate(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => window.uncaught.push(violatedDirective));
    });
    await tab.push({ event: 'seen' }, { event: 'poison', properties: { price: '29,00' } }, { event: 'bought' });
    await vi.waitFor(async () => expect(await tab.counters()).toMatchObject({ delivered: 2, buried: 1 }), patience);
    expect(await loaded(page)).not.toContain('devtools.js');
    // As text: the test's compiler would put its own loader in the place of the import.
    await page.evaluate(`import('/igevents/devtools.js').then(() => document.body.append(document.createElement('ig-devtools')))`);
    await browser.setOffline(true);
    await tab.push({ event: 'waiting', properties: { sku: 'A-17' } }, { event: 'waiting_too' });
    await tab.whenDurable();

    await page.getByRole('button', { name: 'igevents' }).click();
    const panel = page.getByRole('dialog', { name: 'igevents' });
    for (const text of ['5 pushed on this device', 'waiting_too', 'status-400', 'running in a worker', 'on the disk'])
      await panel.getByText(text).first().waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), panel.getByRole('button', { name: 'Export NDJSON' }).click()]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
    const exported = lines.map((line) => JSON.parse(line)).filter(({ data }) => 'event' in data);
    expect(exported).toMatchObject([
      { data: { event: 'waiting', properties: { sku: 'A-17' } } },
      { data: { event: 'waiting_too' } },
      { data: { event: 'poison', properties: { price: '29,00' } }, buriedcode: 'status-400' },
    ]);

    await panel.getByRole('button', { name: 'Delete all' }).click();
    await panel.getByRole('button', { name: 'Delete for good?' }).click();
    await panel.getByText('1 deleted.').waitFor();
    await browser.setOffline(false);
    await panel.getByRole('button', { name: 'Send now' }).click();
    expect(namesOf(await whenStored(shop, 4))).toEqual(['seen', 'bought', 'waiting', 'waiting_too']);
    await panel.getByText('Everything is delivered').waitFor();
    await whenAudited(shop, { buried: 1, missing: 0 });
    await tab.whenNothingPends();
    await expectConserved(tab, 5);
  });

  it('write to the console when the address asks for it, and load nothing otherwise', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const silent = await browser.open(shop.pageUrl());
    const written: string[] = [];
    silent.page.on('console', (message) => written.push(message.text()));
    await silent.push({ event: 'seen' });
    await silent.whenNothingPends();
    expect(written).toEqual([]);
    expect(await loaded(silent.page)).not.toContain('debug.js');

    const loud = await browser.open(`${shop.pageUrl()}&ig_debug=1`);
    await loud.whenRunning();
    loud.page.on('console', (message) => written.push(message.text()));
    await vi.waitFor(async () => expect(await loaded(loud.page)).toContain('debug.js'), patience);
    await loud.push({ event: 'seen' });
    const pageId = await loud.page.evaluate(() => window.client.pageId);
    const expected = [`[igevents] pushed: ${pageId}:1`, `[igevents] durable: ${pageId}:1`];
    await vi.waitFor(() => expect(written).toEqual(expect.arrayContaining([...expected, expect.stringMatching(/ delivered: /)])), patience);
  });
});
