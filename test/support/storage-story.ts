// What the stories about the browser's storage push, await and expect.
import { expect, vi } from 'vitest';
import type { DropReason, PipelineStatus } from '../../src/main/index.js';
import { nothing } from './nothing.js';
import { patience } from './patience.js';
import { expectConserved, type ShopPage } from './shop-page.js';
import type { Shop } from './start-shop.js';
import { upTo, whenStored } from './stored.js';

/** For stories that wait until the worker gives a database up that hangs, or tries a refused one again. */
export const longStory = { timeout: 150_000 };

/** Names of the events from number `from` to number `to`. */
export function eventNames(from: number, to: number): string[] {
  return upTo(to)
    .slice(from - 1)
    .map((n) => `event_${n}`);
}

/** Pushes the events from number `from` to number `to`. */
export function pushEvents(tab: ShopPage, from: number, to: number, properties = {}): Promise<void> {
  return tab.push(...eventNames(from, to).map((event) => ({ event, properties })));
}

export async function outboxOf(tab: ShopPage): Promise<PipelineStatus> {
  const { outbox } = await tab.status();
  if (!outbox) throw new Error('The pipeline does not answer.');
  return outbox;
}

export async function expectStorage(tab: ShopPage, storage: PipelineStatus['storage']): Promise<void> {
  expect((await outboxOf(tab)).storage).toBe(storage);
}

/** Resolves when events go there; a disk is tried again after up to a minute. */
export function whenStorageIs(tab: ShopPage, storage: PipelineStatus['storage']): Promise<void> {
  return vi.waitFor(() => expectStorage(tab, storage), { ...patience, timeout: 2 * patience.timeout });
}

/** Resolves when every push is in the account, be it on the disk or in memory. */
export function whenAccounted(tab: ShopPage, pushed: number): Promise<void> {
  return vi.waitFor(async () => {
    const { counters } = await outboxOf(tab);
    expect(counters.delivered + counters.pending + droppedIn(counters)).toBe(pushed);
  }, patience);
}

export function droppedIn({ dropped }: PipelineStatus['counters']): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

export async function problemCodes(tab: ShopPage): Promise<string[]> {
  return (await tab.status()).problems.map(({ code }) => code);
}

/** Exactly these events are stored, each once; in whatever order, for memory and disk are sent side by side. */
export async function expectStored(shop: Shop, names: readonly string[]): Promise<void> {
  const events = await whenStored(shop, names.length);
  expect(events.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
}

/** Everything that was pushed since the outbox was born, `pushed` events, arrives once. */
export async function expectAllDelivered(shop: Shop, tab: ShopPage, pushed: number): Promise<void> {
  await tab.whenNothingPends();
  expect(await expectConserved(tab, pushed)).toMatchObject({ delivered: pushed, dropped: nothing });
  await expectStored(shop, eventNames(1, pushed));
}

/** Of `pushed` events the first ones are lost; they are counted, and the others arrive once. */
export async function expectLost(shop: Shop, tab: ShopPage, told: { pushed: number; lost: number; reason: DropReason }): Promise<void> {
  const { pushed, lost, reason } = told;
  await tab.whenNothingPends();
  expect(await expectConserved(tab, pushed)).toMatchObject({ delivered: pushed - lost, dropped: { [reason]: lost } });
  await expectStored(shop, eventNames(lost + 1, pushed));
  await whenNoneIsMissing(shop, tab);
}

/** Waits until the collector's account of this page's outbox says that nothing got lost on the way. */
export async function whenNoneIsMissing(shop: Shop, tab: ShopPage): Promise<void> {
  const { outboxId } = await outboxOf(tab);
  await vi.waitFor(async () => {
    const outboxes = await shop.store().outboxes();
    expect(outboxes.filter(({ source }) => source.endsWith(outboxId))).toMatchObject([{ missing: 0 }]);
  }, patience);
}

/** Resolves when the page has written down, beside the database, how many events wait. */
export async function whenMarked({ page }: ShopPage, pending: number): Promise<void> {
  await page.waitForFunction((count) => localStorage.getItem('igev-outbox:default')?.includes(`"pending":${count},`), pending);
}
