import { describe, expect, it, vi } from 'vitest';
import { destroyed, healthy } from '../support/faults.js';
import type { ShopBrowser } from '../support/launch-chromium.js';
import { patience } from '../support/patience.js';
import { expectConserved, type ShopPage } from '../support/shop-page.js';
import type { FileAnswer, Shop, ShopPageOptions } from '../support/start-shop.js';
import { namesOf, upTo, whenAudited, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

declare global {
  interface Window {
    /** Every worker that the page has started. */
    workers: Worker[];
    /** The threads that the pipeline was told to be on. */
    threads: string[];
    /** The states that the pipeline was told to be in. */
    pipelines: string[];
  }
}

const missing: FileAnswer = (response) => void response.writeHead(404).end();
/** What a single-page application's server answers for every path it does not know. */
const appShell: FileAnswer = (response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Shop</title>');
};
const withCode = (code: string): FileAnswer => {
  return (response, { content }) => void response.writeHead(200, { 'content-type': 'text/javascript' }).end(`${content}\n${code}`);
};
/** The connection stays open, and nothing comes. */
const endless: FileAnswer = (response) => void response.writeHead(200, { 'content-type': 'text/javascript' }).flushHeaders();

const policies: [string, ShopPageOptions][] = [
  ['a policy forbids workers', { policy: "worker-src 'none'" }],
  ['a policy asks for Trusted Types', { policy: "require-trusted-types-for 'script'" }],
];
const files: [string, FileAnswer][] = [
  ['is missing after a deployment', missing],
  ['is answered with HTML', appShell],
  ['has a syntax error', withCode('}')],
  ['throws while it starts', withCode('throw new Error("no start")')],
];

describe('worker-life', () => {
  it.each(policies)('runs on the page where %s', async (_, options) => {
    const shop = await openShop();
    const browser = await openWatchedBrowser();
    await expectFallback(shop, await browser.open(shop.pageUrl(options)));
  });

  it('holds and writes down what is pushed where the page’s second part is missing, and goes on when the connection comes back', async () => {
    const shop = await openShop();
    const browser = await openBrowser();
    const mend = shop.replaceFile('open-pipeline.js', missing);
    const tab = await browser.open(shop.pageUrl());
    await tab.push({ event: 'event_1' });
    await vi.waitFor(async () => expect((await tab.status()).page).toMatchObject({ pipeline: 'failed', pushed: 1, durable: 0 }), patience);
    await tab.push({ event: 'event_2' });
    const written = await tab.page.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith('igev-journal:'))?.[1]);
    expect(written).toContain('event_2');
    mend();
    await browser.setOffline(true);
    await browser.setOffline(false);
    expect(namesOf(await whenStored(shop, 2))).toEqual(namesUpTo(2));
    await tab.whenNothingPends();
    await expectConserved(tab, 2);
  });

  it.each(files)('runs on the page where the worker’s file %s, and in the worker again after the next load', async (_, answer) => {
    const shop = await openShop();
    const browser = await openWatchedBrowser();
    const mend = shop.replaceFile('worker.js', answer);
    const tab = await browser.open(shop.pageUrl());
    await expectFallback(shop, tab);
    mend();
    await tab.reload();
    await tab.push({ event: 'event_21' });
    expect(namesOf(await whenStored(shop, 21))).toEqual(namesUpTo(21));
    await tab.whenNothingPends();
    await expectConserved(tab, 21);
    expect((await tab.status()).page).toMatchObject({ pipeline: 'running', thread: 'worker' });
  });

  it('runs on the page where the worker’s file never ends', async () => {
    const shop = await openShop();
    const browser = await openWatchedBrowser();
    shop.replaceFile('worker.js', endless);
    const tab = await openWithClock(browser, shop);
    await pushUpTo(tab, 1, 10);
    await passTimeUntil(tab, () => window.workers.length === 2);
    await pushUpTo(tab, 11, 20);
    await passTimeUntil(tab, () => window.threads.at(-1) === 'page');
    expect(namesOf(await whenStored(shop, 20))).toEqual(namesUpTo(20));
    await expectSound(shop, tab, 20);
  });

  it('gives a worker that is ended in the middle of pushes a successor, which stores everything once and in order', async () => {
    const shop = await openShop();
    const browser = await openWatchedBrowser();
    const tab = await openWithClock(browser, shop);
    await tab.whenRunning();
    await tab.page.evaluate(pushAndEndWorker, 300);
    await passTimeUntil(tab, () => window.workers.length === 2);
    expect(namesOf(await whenStored(shop, 300))).toEqual(namesUpTo(300));
    await expectSound(shop, tab, 300);
    expect((await tab.status()).page.thread).toBe('worker');
  });

  it('goes on on the page after the second worker was ended too', async () => {
    const shop = await openShop();
    const browser = await openWatchedBrowser();
    const tab = await openWithClock(browser, shop);
    await tab.whenRunning();
    await tab.page.evaluate(pushAndEndWorker, 100);
    await passTimeUntil(tab, () => window.workers.length === 2);
    await tab.page.evaluate(() => window.workers.at(-1)?.terminate());
    await pushUpTo(tab, 101, 200);
    await passTimeUntil(tab, () => window.threads.at(-1) === 'page');
    await pushUpTo(tab, 201, 210);
    expect(namesOf(await whenStored(shop, 210))).toEqual(namesUpTo(210));
    await expectSound(shop, tab, 210);
    expect((await tab.status()).page).toMatchObject({ pipeline: 'running', thread: 'page' });
  });

  it('sends what waits on the disk when the page is seen again and the browser has ended its worker', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const browser = await openWatchedBrowser();
    const tab = await openWithClock(browser, shop);
    await pushUpTo(tab, 1, 10);
    await tab.whenDurable();
    await tab.whenFlusherIs('waiting');
    await tab.page.evaluate(() => window.workers.at(-1)?.terminate());
    shop.setFault(healthy);
    await tab.page.evaluate(() => dispatchEvent(new Event('pageshow')));
    await passTimeUntil(tab, () => window.workers.length === 2);
    expect(namesOf(await whenStored(shop, 10))).toEqual(namesUpTo(10));
    await expectSound(shop, tab, 10);
  });

  it('keeps a worker that lives on after an error', async () => {
    const shop = await openShop();
    const browser = await openWatchedBrowser();
    shop.replaceFile('worker.js', withCode('setTimeout(() => { throw new Error("in a timer"); }, 500);'));
    const tab = await browser.open(shop.pageUrl());
    await pushUpTo(tab, 1, 10);
    await vi.waitFor(async () => expect((await tab.status()).problems).toMatchObject([{ code: 'worker-failed', count: 1 }]), patience);
    await pushUpTo(tab, 11, 20);
    expect(namesOf(await whenStored(shop, 20))).toEqual(namesUpTo(20));
    await expectSound(shop, tab, 20);
    expect(await tab.page.evaluate(() => window.workers.length)).toBe(1);
  });

  it('holds and writes down what is pushed where every file is refused, and the next healthy load delivers it', async () => {
    const shop = await openShop();
    const browser = await openWatchedBrowser();
    const { tab, mend } = await openRefused(shop, browser);
    await pushUpTo(tab, 11, 20);
    expect(await tab.page.evaluate(journals)).toMatch(/"event_1".*"event_20"/s);
    expect(await tab.page.evaluate(() => window.uncaught)).toEqual([]);
    mend();
    await tab.reload();
    expect(namesOf(await whenStored(shop, 20))).toEqual(namesUpTo(20));
    await expectSound(shop, tab, 20);
    await vi.waitFor(async () => expect(await tab.page.evaluate(journals)).toBe(''), patience);
  });

  it('tries everything again when the connection comes back', async () => {
    const shop = await openShop();
    const browser = await openWatchedBrowser();
    const { tab, mend } = await openRefused(shop, browser);
    mend();
    await tab.page.evaluate(() => dispatchEvent(new Event('online')));
    expect(namesOf(await whenStored(shop, 10))).toEqual(namesUpTo(10));
    await expectSound(shop, tab, 10);
    expect((await tab.status()).page).toMatchObject({ pipeline: 'running', thread: 'worker' });
    expect(await tab.page.evaluate(journals)).toBe('');
  });
});

async function openWatchedBrowser(): Promise<ShopBrowser> {
  const browser = await openBrowser();
  await browser.beforeEachPage(() => {
    const Native = Worker;
    window.workers = [];
    window.Worker = class extends Native {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        window.workers.push(this);
      }
    };
  });
  return browser;
}

/** Opens the shop in a tab whose time the story can move. */
async function openWithClock(browser: ShopBrowser, shop: Shop): Promise<ShopPage> {
  const opener = await browser.open(shop.pageUrl({ settings: { site: 'opener' } }));
  await opener.page.context().clock.install();
  const tab = await browser.open(shop.pageUrl());
  await tab.page.evaluate(() => {
    window.threads = [];
    window.client.onChange(({ thread }) => window.threads.push(thread));
  });
  return tab;
}

/** Lets ten seconds pass at a time: for a pipeline that is dead, so that nothing it would answer comes too late. */
async function passTimeUntil({ page }: ShopPage, isReached: () => boolean): Promise<void> {
  while (!(await page.evaluate(isReached))) await page.clock.fastForward(10_000);
}

/** Neither thread can run the pipeline here, and ten events wait for one that can. */
async function openRefused(shop: Shop, browser: ShopBrowser): Promise<{ tab: ShopPage; mend: () => void }> {
  const mendWorker = shop.replaceFile('worker.js', missing);
  const mendSameThread = shop.replaceFile('same-thread.js', missing);
  const mend = (): void => {
    mendWorker();
    mendSameThread();
  };
  const release = shop.holdWorker();
  const tab = await browser.open(shop.pageUrl());
  // Asked for its status, a pipeline that begins is waited for.
  await tab.page.evaluate(() => {
    window.pipelines = [];
    window.client.onChange(({ pipeline }) => window.pipelines.push(pipeline));
  });
  await pushUpTo(tab, 1, 10);
  release();
  await tab.page.waitForFunction(() => window.pipelines.at(-1) === 'failed');
  expect((await tab.status()).page).toMatchObject({ pipeline: 'failed', durable: 0 });
  return { tab, mend };
}

async function pushUpTo(tab: ShopPage, from: number, to: number): Promise<void> {
  await tab.push(
    ...namesUpTo(to)
      .slice(from - 1)
      .map((event) => ({ event })),
  );
}

/** Runs in the page: the worker is ended without a word after half of the pushes. */
async function pushAndEndWorker(count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    void window.client.push({ event: `event_${n}` });
    if (n === count / 2) window.workers.at(-1)?.terminate();
    if (n % 10 === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

/** Runs in the page: what is written down in journals. */
function journals(): string {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith('igev-journal:'));
  return keys.map((key) => localStorage.getItem(key)).join();
}

async function expectFallback(shop: Shop, tab: ShopPage): Promise<void> {
  await tab.page.evaluate(() => Object.assign(window, { isFirstLoad: true }));
  await pushUpTo(tab, 1, 10);
  await vi.waitFor(async () => expect((await tab.status()).page).toMatchObject({ pipeline: 'running', thread: 'page' }), patience);
  await pushUpTo(tab, 11, 20);
  expect(namesOf(await whenStored(shop, 20))).toEqual(namesUpTo(20));
  await expectSound(shop, tab, 20);
  expect((await tab.status()).problems).toMatchObject([{ code: 'worker-failed', count: 2 }]);
  expect(await tab.page.evaluate('isFirstLoad')).toBe(true);
}

/** Everything that was pushed is delivered, nothing was stored twice or is missing, and the host page has noticed nothing. */
async function expectSound(shop: Shop, tab: ShopPage, count: number): Promise<void> {
  await tab.whenNothingPends();
  expect(await expectConserved(tab, count)).toMatchObject({ delivered: count });
  expect((await shop.store().summary()).events).toBe(count);
  await whenAudited(shop, { received: count, missing: 0 });
}

function namesUpTo(count: number): string[] {
  return upTo(count).map((n) => `event_${n}`);
}
