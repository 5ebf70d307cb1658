// What a story does on the shop's page, and what it can ask there.

import type { Page } from 'playwright';
import { expect, vi } from 'vitest';
import type { Counters, EventInput, FlusherState, FlushResult, IgEvents, Status } from '../../src/main/index.js';
import { patience } from './patience.js';

declare global {
  interface Window {
    /** The shop's pipeline. */
    client: IgEvents;
    /** Errors and rejections that nobody caught. */
    uncaught: string[];
  }
}

export interface ShopPage {
  readonly page: Page;
  push(...events: EventInput[]): Promise<void>;
  status(): Promise<Status>;
  flush(): Promise<FlushResult | undefined>;
  /** Resolves when everything that was pushed here is on the disk. */
  whenDurable(): Promise<void>;
  /** Resolves when everything that was pushed here is on the disk, and nothing waits there any more. */
  whenNothingPends(): Promise<void>;
  counters(): Promise<Counters>;
  /** Resolves when the worker has loaded and answered. */
  whenRunning(): Promise<void>;
  /** Resolves when the flusher is in this state. */
  whenFlusherIs(name: FlusherState['name']): Promise<void>;
  /** Loads the page again and waits until it can be pushed to. */
  reload(): Promise<void>;
}

/** Opens the shop in a tab and waits until it can be pushed to. */
export async function openShopPage(page: Page, url: string): Promise<ShopPage> {
  const whenReady = (): Promise<unknown> => page.waitForFunction(() => 'client' in window);
  await page.goto(url);
  await whenReady();

  async function status(): Promise<Status> {
    return page.evaluate(() => window.client.status());
  }

  async function counters(): Promise<Counters> {
    const { outbox } = await status();
    if (!outbox) throw new Error('The pipeline does not answer.');
    return outbox.counters;
  }

  function whenDurable(): Promise<void> {
    return vi.waitFor(async () => {
      const { page: numbers } = await status();
      expect(numbers.durable).toBe(numbers.pushed);
    }, patience);
  }

  return {
    page,
    push: (...events) => page.evaluate((items) => window.client.push(...items), events),
    status,
    flush: () => page.evaluate(() => window.client.flush()),
    whenDurable,
    async whenNothingPends() {
      await whenDurable();
      await vi.waitFor(async () => expect((await counters()).pending).toBe(0), patience);
    },
    counters,
    whenRunning: () => vi.waitFor(async () => expect((await status()).page.pipeline).toBe('running'), patience),
    whenFlusherIs: (name) => vi.waitFor(async () => expect((await status()).outbox?.flusher.name).toBe(name), patience),
    async reload() {
      await page.reload();
      await whenReady();
    },
  };
}

/** Resolves when the page would open without a connection. */
export async function whenInstalled({ page }: ShopPage): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** Nothing disappears uncounted: what was pushed since the outbox was born is delivered, pending, dropped, rejected or buried. */
export async function expectConserved(tab: ShopPage, pushed: number): Promise<Counters> {
  await tab.whenDurable();
  const counters = await tab.counters();
  const { delivered, pending, dropped, rejected, buried } = counters;
  expect(delivered + pending + sum(dropped) + sum(rejected) + buried).toBe(pushed);
  expect(await tab.page.evaluate(() => window.uncaught)).toEqual([]);
  return counters;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
