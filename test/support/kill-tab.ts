// A page that pushes until something of it is killed, and what is heard of it until then.
import { expect, vi } from 'vitest';
import type { PushStep } from './kill-plan.js';
import type { ShopBrowser } from './launch-chromium.js';
import { patience } from './patience.js';
import type { ShopPage } from './shop-page.js';

declare global {
  interface Window {
    /** Says something to the test at once, and without an answer: it is heard even when the page is killed in the next moment. */
    tell?: (text: string) => void;
    pushesNoMore?: boolean;
  }
}

/** What was heard of one page. Times are the test's own, in ms. */
export interface TabRecord {
  /** Stands in the properties of its events, beside their number. */
  readonly name: string;
  /** Numbers up to which it has pushed, told before each push. */
  readonly pushes: { upTo: number; at: number }[];
  durable: number;
  /** The kill that it felt. */
  struck?: { at: number; durable: number };
  /** False when its process was killed. */
  lives: boolean;
}

export function pushedBy({ pushes }: TabRecord): number {
  return pushes.at(-1)?.upTo ?? 0;
}

export interface KillTab extends ShopPage {
  readonly record: TabRecord;
  /** Begins to push; resolves when it does. */
  startPushing(steps: readonly PushStep[]): Promise<void>;
  /** Resolves when it pushes no more and everything that it has pushed is durable. */
  finish(): Promise<void>;
}

export async function openKillTab(browser: ShopBrowser, url: string, name: string): Promise<KillTab> {
  const shopPage = await browser.open(url);
  const { page } = shopPage;
  const record: TabRecord = { name, pushes: [], durable: 0, lives: true };
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.enable');
  await session.send('Runtime.addBinding', { name: 'tell' });
  session.on('Runtime.bindingCalled', ({ payload }) => {
    const [what, n] = payload.split(' ');
    if (what === 'durable') record.durable = Number(n);
    else record.pushes.push({ upTo: Number(n), at: performance.now() });
  });
  page.once('crash', () => {
    record.struck ??= { at: performance.now(), durable: record.durable };
    record.lives = false;
  });
  let pushing: Promise<unknown> = Promise.resolve();

  return {
    ...shopPage,
    record,
    async startPushing(steps) {
      // It ends with its page.
      pushing = page.evaluate(pushInSteps, { name, steps }).catch(() => {});
      await vi.waitFor(() => expect(record.pushes.length).toBeGreaterThan(0), { ...patience, interval: 1 });
    },
    async finish() {
      await page.evaluate(() => {
        window.pushesNoMore = true;
      });
      await pushing;
      await vi.waitFor(() => expect(record.durable).toBe(pushedBy(record)), patience);
    },
  };
}

/** Runs in the page. */
async function pushInSteps({ name, steps }: { name: string; steps: readonly PushStep[] }): Promise<void> {
  let n = 0;
  window.client.onChange(({ durable }) => window.tell?.(`durable ${durable}`));
  for (const { count, pauseMs } of steps) {
    if (window.pushesNoMore) return;
    window.tell?.(`pushed ${n + count}`);
    for (let i = 0; i < count; i++) {
      n += 1;
      void window.client.push({ event: 'kill', properties: { tab: name, n } });
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
