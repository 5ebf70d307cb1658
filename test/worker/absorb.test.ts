import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/shared/settings.js';
import type { LeftLog } from '../../src/worker/absorb.js';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import type { Outbox, OutboxEntry } from '../../src/worker/outbox.js';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import type { Fate } from '../../src/worker/settlement.js';
import { missingOf } from '../support/loss-audit.js';
import { makeEntries } from '../support/make-event.js';
import { makeOutbox, pushedOf, waitingIn } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';

const roomy = { events: 500, bytes: 1_000_000 };
const day = 24 * 3_600_000;

/** The disk's outbox and one in memory, which has a bound of its own. */
function makePair(settings: Settings = {}, memorySettings: Settings = settings) {
  const clock = createManualClock();
  const disk = makeOutbox({ ...settings, site: 'shop' }, clock, { store: createMemoryStore() }).outbox;
  const given = { store: createMemoryStore(), roomReason: 'quota' as const };
  const memory = makeOutbox({ ...memorySettings, site: 'shop' }, clock, given).outbox;
  const move = async (to: number, from = 1, entries?: readonly OutboxEntry[]): Promise<LeftLog> => {
    const doubtful = entries && { pageId: 'page', entries };
    const left = { ...(await memory.read(new Map([['page', { from, to }]]))), doubtful };
    await disk.absorb(left);
    return left;
  };
  return { clock, disk, memory, move };
}

async function settle(outbox: Outbox, events: number, others: Fate = { kind: 'delivered' }, duplicates = 0) {
  const claim = await outbox.claim();
  const taken = await outbox.oldest({ ...roomy, events });
  if (taken) await outbox.settle(claim, taken, { others, byId: new Map() }, firstSchedule, duplicates);
}

const countersOf = async (outbox: Outbox) => (await outbox.account()).counters;
const idsOf = async (outbox: Outbox): Promise<string[]> => (await waitingIn(outbox)).map(({ id }) => id);
const ids = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `page:${from + index}`);

describe('absorb', () => {
  it('takes over what waits, in its order, under numbers that follow its own', async () => {
    const { disk, memory, move } = makePair();
    await disk.append('page', makeEntries(1, 2));
    await memory.append('page', makeEntries(3, 4));
    await memory.append('other', makeEntries(1, 1, { pageId: 'other' }));
    await memory.append('page', makeEntries(5, 6));
    await move(6, 3);
    const events = await waitingIn(disk);
    expect(events.map(({ id }) => id)).toEqual([...ids(1, 4), 'other:1', ...ids(5, 6)]);
    expect(events.map(({ sequence }) => Number(sequence))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(events.map(({ source }) => source)).size).toBe(1);
  });

  it('takes an event with an own id once, though the disk has it already and the id does not say whose it is', async () => {
    const { disk, memory, move } = makePair();
    const more = { id: 'order-17' };
    await disk.append('page', makeEntries(1, 2, { more }));
    await memory.append('page', makeEntries(1, 3, { more }));
    await move(3);
    const events = await waitingIn(disk);
    expect(events.map(({ id, push, sequence }) => [id, push, sequence])).toEqual(
      [1, 2, 3].map((n) => ['order-17', `page:${n}`, String(n)]),
    );
    expect(pushedOf(await countersOf(disk))).toBe(3);
  });

  it('adds what was counted, whatever became of the events', async () => {
    const { disk, memory, move } = makePair();
    await disk.append('page', [...makeEntries(1, 1), { n: 2, rejected: 'name-empty' }]);
    await memory.append('page', [...makeEntries(3, 6), { n: 7, rejected: 'name-empty' }, { n: 12, dropped: 5 }]);
    await settle(memory, 2);
    await settle(memory, 1, { kind: 'buried', code: 'bad', detail: '' });
    await move(12, 3);
    const { counters } = await disk.account();
    expect(counters).toMatchObject({
      delivered: 2,
      pending: 2,
      buried: 1,
      rejected: { 'name-empty': 2 },
      dropped: { 'staging-full': 5 },
    });
    expect(pushedOf(counters)).toBe(12);
  });

  it('is done once, however often it is asked for', async () => {
    const { disk, memory, move } = makePair();
    await memory.append('page', [...makeEntries(1, 3), { n: 4, rejected: 'name-empty' }]);
    await settle(memory, 1, { kind: 'delivered' }, 1);
    const left = await move(4);
    const before = [await disk.account(), await waitingIn(disk)];
    await disk.absorb(left);
    expect([await disk.account(), await waitingIn(disk)]).toEqual(before);
  });

  it('remembers how far the page has come', async () => {
    const { disk, memory, move } = makePair();
    await memory.append('page', makeEntries(1, 3));
    await settle(memory, 3);
    await move(3);
    await disk.append('page', makeEntries(2, 4));
    expect(await idsOf(disk)).toEqual(['page:4']);
  });

  it('makes room by the disk’s own bound', async () => {
    const { disk, memory, move } = makePair({ maxOutboxEvents: 3 }, {});
    await disk.append('page', makeEntries(1, 2));
    await memory.append('page', makeEntries(3, 5));
    await move(5, 3);
    expect(await idsOf(disk)).toEqual(ids(3, 5));
    expect(await countersOf(disk)).toMatchObject({ pending: 3, dropped: { 'outbox-full': 2 } });
  });

  it('keeps the loss audit balanced over what memory gave up', async () => {
    const { disk, memory, move } = makePair({}, { maxOutboxEvents: 2 });
    await memory.append('page', makeEntries(1, 5));
    await move(5);
    await disk.append('page', makeEntries(6, 6));
    await disk.claim();
    const events = await waitingIn(disk);
    expect(await countersOf(disk)).toMatchObject({ pending: 3, dropped: { quota: 3 } });
    expect(Object.values(missingOf(events))).toEqual([0]);
  });

  it('takes dead letters along, which can be listed and sent again', async () => {
    const { disk, memory, move } = makePair();
    await memory.append('page', makeEntries(1, 3));
    await settle(memory, 1, { kind: 'buried', code: 'bad', detail: 'No.' });
    await move(3);
    expect(await disk.deadLetters()).toMatchObject([{ id: 'page:1', event: 'add_to_cart', code: 'bad', detail: 'No.' }]);
    expect(await disk.requeue()).toBe(1);
    expect((await idsOf(disk)).toSorted()).toEqual(ids(1, 3));
    const numbers = (await waitingIn(disk)).map(({ sequence }) => sequence);
    expect(new Set(numbers).size).toBe(3);
    expect(await countersOf(disk)).toMatchObject({ pending: 3, buried: 0 });
  });

  it('takes parked events along, which come back on their day', async () => {
    const { clock, disk, memory, move } = makePair();
    await memory.append('page', makeEntries(1, 2));
    await settle(memory, 1, { kind: 'parked', retryAt: clock.now() + day });
    await move(2);
    expect([await idsOf(disk), (await countersOf(disk)).pending]).toEqual([['page:2'], 2]);
    clock.jump(day);
    await disk.claim();
    expect((await idsOf(disk)).toSorted()).toEqual(ids(1, 2));
    expect(await countersOf(disk)).toMatchObject({ pending: 2 });
  });
});

describe('absorb after an append that nobody knew to have succeeded', () => {
  const entries: OutboxEntry[] = [...makeEntries(1, 3), { n: 4, rejected: 'name-empty' }, { n: 7, dropped: 3 }, ...makeEntries(8, 9)];

  it.each([0, 1, 3, 5])('counts every push once, with %i events delivered from memory before', async (delivered) => {
    const { disk, memory, move } = makePair();
    await disk.append('page', entries);
    await memory.append('page', entries);
    await memory.append('page', makeEntries(10, 11));
    if (delivered > 0) await settle(memory, delivered);
    await move(11, 1, entries);
    expect(await idsOf(disk)).toEqual([...ids(1, 3), ...ids(8, 11)]);
    expect(pushedOf(await countersOf(disk))).toBe(11);
    await settle(disk, 500);
    expect(await countersOf(disk)).toMatchObject({
      delivered: 7,
      pending: 0,
      rejected: { 'name-empty': 1 },
      dropped: { 'staging-full': 3 },
    });
  });

  it('counts no less than nothing, whatever memory did with its copies', async () => {
    const { disk, memory, move } = makePair({}, { maxOutboxEvents: 2 });
    await disk.append('page', makeEntries(1, 5));
    await memory.append('page', makeEntries(1, 5));
    await settle(memory, 1, { kind: 'buried', code: 'bad', detail: '' });
    await move(5);
    const { counters } = await disk.account();
    expect(pushedOf(counters)).toBe(5);
    expect(counters.delivered).toBeGreaterThanOrEqual(0);
    await settle(disk, 500);
    expect(pushedOf(await countersOf(disk))).toBe(5);
  });
});
