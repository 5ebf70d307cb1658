// What the collector stored: the judge of every story.
import { expect, vi } from 'vitest';
import type { OutboxHealth, Store, StoredEvent } from '../../collector/src/index.js';
import { patience } from './patience.js';
import type { Shop } from './start-shop.js';

const pageSize = 1_000;

/** Everything that is stored, in the order of storing. */
async function storedEvents(store: Store): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await store.events({ after: events.at(-1)?.position ?? 0, limit: pageSize });
    events.push(...page);
    if (page.length < pageSize) return events;
  }
}

/** Waits until at least so many events are stored. @returns all of them. */
export async function whenStored(shop: Shop, count: number): Promise<StoredEvent[]> {
  await vi.waitFor(async () => expect((await shop.store().summary()).events).toBeGreaterThanOrEqual(count), patience);
  return storedEvents(shop.store());
}

/** Waits until an outbox that the collector knows is as it should be. */
export async function whenAudited(shop: Shop, expected: Partial<OutboxHealth>): Promise<void> {
  await vi.waitFor(async () => expect(await shop.store().outboxes()).toMatchObject([expected]), patience);
}

/** Waits until so many requests have come. */
export async function whenRequested(shop: Shop, count: number): Promise<void> {
  await vi.waitFor(() => expect(shop.requests.length).toBeGreaterThanOrEqual(count), patience);
}

/** Names in the order of their sequence. */
export function namesOf(events: readonly StoredEvent[]): string[] {
  return inSequence(events).map(({ name }) => name);
}

/** Sequences of one outbox in ascending order. */
export function sequencesOf(events: readonly StoredEvent[]): number[] {
  return inSequence(events).map(({ sequence }) => Number(sequence));
}

function inSequence(events: readonly StoredEvent[]): StoredEvent[] {
  return events.toSorted((a, b) => Number(a.sequence) - Number(b.sequence));
}

/** `1, 2, … count`. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
