import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/shared/settings.js';
import type { OutboxParts } from '../../src/worker/create-outbox.js';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import type { Outbox } from '../../src/worker/outbox.js';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import { missingOf } from '../support/loss-audit.js';
import { makeEntries } from '../support/make-event.js';
import { isCustom, makeOutbox, pushedOf, waitingIn } from '../support/make-outbox.js';

function makeFull(settings: Settings, given: Partial<OutboxParts> = {}): Outbox {
  return makeOutbox({ whenFull: 'drop-newest', ...settings }, undefined, { store: createMemoryStore(), ...given }).outbox;
}

/** Delivers the oldest events, at most so many, and gives them. */
async function deliver(outbox: Outbox, events = 500) {
  const claim = await outbox.claim();
  const taken = await outbox.oldest({ events, bytes: 1_000_000 });
  if (!taken) return [];
  const sent = (await waitingIn(outbox)).slice(0, taken.count);
  await outbox.settle(claim, taken, { others: { kind: 'delivered' }, byId: new Map() }, firstSchedule);
  return sent;
}

const countersOf = async (outbox: Outbox) => (await outbox.account()).counters;
const idsOf = async (outbox: Outbox): Promise<string[]> => (await waitingIn(outbox)).filter(isCustom).map(({ id }) => id);
const ids = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `page:${from + index}`);

describe('an outbox that drops the newest', () => {
  it('keeps the oldest up to its number of events, and counts what finds no room', async () => {
    const outbox = makeFull({ maxOutboxEvents: 4 });
    const dropped = [];
    for (let n = 1; n <= 6; n++) dropped.push((await outbox.append('page', makeEntries(n, n))).droppedForRoom);
    expect(await idsOf(outbox)).toEqual(ids(1, 4));
    expect([dropped, await countersOf(outbox)]).toMatchObject([[0, 0, 0, 0, 1, 1], { pending: 4, dropped: { 'outbox-full': 2 } }]);
  });

  it('keeps the oldest up to its bytes', async () => {
    const outbox = makeFull({ maxOutboxBytes: 5_000 });
    for (let n = 1; n <= 5; n++) await outbox.append('page', makeEntries(n, n, { properties: 'x'.repeat(1_000) }));
    const { pendingBytes, ...counters } = await countersOf(outbox);
    expect(pendingBytes).toBeLessThanOrEqual(5_000);
    expect([await idsOf(outbox), counters]).toMatchObject([ids(1, 3), { pending: 3, dropped: { 'outbox-full': 2 } }]);
  });

  it('keeps of one append what there is room for', async () => {
    const outbox = makeFull({ maxOutboxEvents: 4 });
    expect(await outbox.append('page', makeEntries(1, 6))).toMatchObject({ droppedForRoom: 2 });
    expect(await idsOf(outbox)).toEqual(ids(1, 4));
  });

  it('keeps what fits exactly', async () => {
    const outbox = makeFull({ maxOutboxEvents: 4 });
    expect(await outbox.append('page', makeEntries(1, 4))).toMatchObject({ droppedForRoom: 0 });
    const bytes = (await countersOf(outbox)).pendingBytes;
    expect(await makeFull({ maxOutboxBytes: bytes }).append('page', makeEntries(1, 4))).toMatchObject({ droppedForRoom: 0 });
    expect(await makeFull({ maxOutboxBytes: bytes - 1 }).append('page', makeEntries(1, 4))).toMatchObject({ droppedForRoom: 1 });
  });

  it('counts what is rejected or was dropped before although it has no room for events', async () => {
    const outbox = makeFull({ maxOutboxEvents: 1 });
    await outbox.append('page', [...makeEntries(1, 2), { n: 3, rejected: 'name-empty' }, { n: 5, dropped: 2 }]);
    expect(await countersOf(outbox)).toMatchObject({
      pending: 1,
      rejected: { 'name-empty': 1 },
      dropped: { 'outbox-full': 1, 'staging-full': 2 },
    });
  });

  it('does not count again what it has dropped and is handed once more', async () => {
    const outbox = makeFull({ maxOutboxEvents: 2 });
    await outbox.append('page', makeEntries(1, 3));
    await outbox.append('page', makeEntries(1, 4));
    expect(await countersOf(outbox)).toMatchObject({ pending: 2, dropped: { 'outbox-full': 2 } });
  });

  it('takes new events when some have left', async () => {
    const outbox = makeFull({ maxOutboxEvents: 2, maxBatchEvents: 1 });
    await outbox.append('page', makeEntries(1, 3));
    await deliver(outbox, 1);
    await outbox.append('page', makeEntries(4, 5));
    expect(await idsOf(outbox)).toEqual(['page:2', 'page:4']);
    expect(await countersOf(outbox)).toMatchObject({ delivered: 1, pending: 2, dropped: { 'outbox-full': 2 } });
  });

  it('counts for its reason in memory, too', async () => {
    const outbox = makeFull({ maxOutboxEvents: 2 }, { roomReason: 'quota' });
    await outbox.append('page', makeEntries(1, 3));
    expect((await countersOf(outbox)).dropped).toEqual({ quota: 1 });
  });

  it('leaves the account exact and the loss audit balanced, whatever comes and goes', async () => {
    const step = fc.oneof(
      fc.record({ append: fc.integer({ min: 1, max: 9 }), deliver: fc.constant(0) }),
      fc.record({ append: fc.constant(0), deliver: fc.integer({ min: 1, max: 9 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.integer({ min: 1, max: 12 }), async (steps, maxOutboxEvents) => {
        const outbox = makeFull({ maxOutboxEvents, maxBatchEvents: 3 });
        const received = [];
        let pushed = 0;
        for (const each of steps) {
          if (each.append > 0) await outbox.append('page', makeEntries(pushed + 1, pushed + each.append));
          pushed += each.append;
          if (each.deliver > 0) received.push(...(await deliver(outbox, each.deliver)));
          const counters = await countersOf(outbox);
          expect(pushedOf(counters)).toBe(pushed);
          expect(counters.pending).toBeLessThanOrEqual(maxOutboxEvents);
        }
        for (let sent = await deliver(outbox); sent.length > 0; sent = await deliver(outbox)) received.push(...sent);
        for (const missing of Object.values(missingOf(received))) expect(missing).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
