import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import type { Outbox } from '../../src/worker/outbox.js';
import type { DeadLetter } from '../../src/worker/outbox-store.js';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import type { Fate } from '../../src/worker/settlement.js';
import { createGivenStore } from '../support/given-store.js';
import { makeEntries, makeEvent } from '../support/make-event.js';
import { isCustom, makeOutbox, pushedOf, waitingIn } from '../support/make-outbox.js';
import { nothing } from '../support/nothing.js';

const roomy = { events: 500, bytes: 10_000_000 };
const delivered: Fate = { kind: 'delivered' };
const buried: Fate = { kind: 'buried', code: 'bad', detail: 'No.' };
const kept: Fate = { kind: 'keep' };

function makeScene() {
  const store = createGivenStore(createMemoryStore());
  const { outbox, clock } = makeOutbox({}, undefined, { store });
  return { outbox, clock, store };
}

/** Takes the oldest events; some are buried, the others have `others` for a fate. */
async function bury(outbox: Outbox, ids: readonly string[], others: Fate = kept): Promise<void> {
  const claim = await outbox.claim();
  const taken = await outbox.oldest(roomy);
  if (taken) await outbox.settle(claim, taken, { others, byId: new Map(ids.map((id) => [id, buried])) }, firstSchedule);
}

const countersOf = async (outbox: Outbox) => (await outbox.account()).counters;
const idsIn = async (outbox: Outbox): Promise<string[]> => (await waitingIn(outbox)).filter(isCustom).map(({ id }) => id);
const lettersIn = async (outbox: Outbox): Promise<string[]> => (await outbox.deadLetters()).map(({ id }) => id);

describe('dead-letters', () => {
  it('are listed, the oldest first, with what was pushed and what the collector said', async () => {
    const { outbox, clock } = makeScene();
    await outbox.append('page', [{ n: 1, event: makeEvent(1, { event: 'seen', properties: { a: [1] } }) }, ...makeEntries(2, 3)]);
    await bury(outbox, ['page:3']);
    clock.jump(5);
    await bury(outbox, ['page:1']);
    expect(await outbox.deadLetters()).toEqual([
      {
        id: 'page:1',
        event: 'seen',
        properties: { a: [1] },
        time: new Date(clock.now() - 4).toISOString(),
        buriedAt: clock.now(),
        code: 'bad',
        detail: 'No.',
      },
      expect.objectContaining({ id: 'page:3', buriedAt: clock.now() - 5 }),
    ]);
  });

  it('are listed even where nobody can read them', async () => {
    const { outbox, store } = makeScene();
    await outbox.append('page', makeEntries(1, 1));
    const letter: DeadLetter = { sequence: 9, format: 1, text: '{damaged', bytes: 8, code: 'bad', detail: '', at: 1 };
    await store.transact('readwrite', async (tables) => {
      tables.putLetter(letter);
      tables.putLetter({ ...letter, sequence: 10, format: 2 } as unknown as DeadLetter);
    });
    expect(await outbox.deadLetters()).toMatchObject([{ event: '{damaged', properties: null, code: 'bad' }]);
  });

  it('go back to their places when they are asked for again: all, or some by name', async () => {
    const { outbox } = makeScene();
    await outbox.append('page', makeEntries(1, 5));
    await bury(outbox, ['page:1', 'page:2', 'page:4']);
    expect(await outbox.requeue(['page:4', 'page:5', 'nobody'])).toBe(1);
    expect((await idsIn(outbox)).toSorted()).toEqual(['page:3', 'page:4', 'page:5']);
    expect(await countersOf(outbox)).toMatchObject({ pending: 3, buried: 2 });
    expect(await outbox.requeue()).toBe(2);
    expect(await outbox.requeue()).toBe(0);
    expect(await idsIn(outbox)).toHaveLength(5);
    expect([await lettersIn(outbox), await countersOf(outbox)]).toMatchObject([[], { pending: 5, buried: 0, dropped: nothing }]);
    await bury(outbox, [], delivered);
    expect(await countersOf(outbox)).toMatchObject({ delivered: 5, pending: 0, pendingBytes: expect.any(Number), buried: 0 });
  });

  it('are not lost when they come back between the rows of a batch that is on its way', async () => {
    const { outbox } = makeScene();
    await outbox.append('page', makeEntries(1, 2));
    await outbox.append('page', makeEntries(3, 4));
    await bury(outbox, ['page:2', 'page:3']);
    const claim = await outbox.claim();
    const taken = await outbox.oldest({ ...roomy, events: 2 });
    expect(taken?.count).toBe(2);
    expect(await outbox.requeue()).toBe(2);
    const settled = taken && (await outbox.settle(claim, taken, { others: delivered, byId: new Map() }, firstSchedule));
    expect(settled).toEqual({ delivered: 2 });
    expect((await idsIn(outbox)).toSorted()).toEqual(['page:2', 'page:3']);
    expect(await countersOf(outbox)).toMatchObject({ delivered: 2, pending: 2, buried: 0 });
  });

  it('are not lost when a batch that is on its way is rewritten around them', async () => {
    const { outbox } = makeScene();
    await outbox.append('page', makeEntries(1, 3));
    await outbox.append('page', makeEntries(4, 6));
    await bury(outbox, ['page:1', 'page:5']);
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    await outbox.requeue();
    const byId = new Map([
      ['page:2', kept],
      ['page:4', kept],
    ]);
    if (taken) await outbox.settle(claim, taken, { others: delivered, byId }, firstSchedule);
    expect((await idsIn(outbox)).toSorted()).toEqual(['page:1', 'page:2', 'page:4', 'page:5']);
    const counters = await countersOf(outbox);
    expect([counters.pending, pushedOf(counters)]).toEqual([4, 6]);
  });

  it('leave for good when they are purged: all, or some by name; they stay counted', async () => {
    const { outbox } = makeScene();
    await outbox.append('page', makeEntries(1, 3));
    await bury(outbox, ['page:1', 'page:2', 'page:3']);
    expect(await outbox.purge(['page:2', 'nobody'])).toBe(1);
    expect(await lettersIn(outbox)).toEqual(['page:1', 'page:3']);
    expect(await outbox.purge()).toBe(2);
    expect([await lettersIn(outbox), await outbox.requeue(), await countersOf(outbox)]).toMatchObject([[], 0, { buried: 3, pending: 0 }]);
  });

  it('make room for others when they are purged or go back', async () => {
    const { outbox } = makeScene();
    const large = makeEntries(1, 40, { properties: 'x'.repeat(32_000) });
    await outbox.append('page', large);
    await bury(
      outbox,
      large.map(({ n }) => `page:${n}`),
    );
    const { buried: first, dropped } = await countersOf(outbox);
    expect([first, dropped]).toEqual([32, { 'dead-letters-full': 8 }]);
    expect(await outbox.requeue(['page:1', 'page:2'])).toBe(2);
    expect((await outbox.oldest(roomy))?.canBury).toBe(true);
    await outbox.purge();
    await bury(outbox, ['page:1', 'page:2']);
    expect(await countersOf(outbox)).toMatchObject({ buried: 32, dropped: { 'dead-letters-full': 8 }, pending: 0 });
  });

  it('are no parked events: those wait for their day, whatever is asked', async () => {
    const { outbox, clock } = makeScene();
    await outbox.append('page', makeEntries(1, 2));
    const claim = await outbox.claim();
    const taken = await outbox.oldest({ events: 1, bytes: 1 });
    if (taken) await outbox.settle(claim, taken, { others: { kind: 'parked', retryAt: clock.now() + 5 }, byId: new Map() }, firstSchedule);
    expect([await lettersIn(outbox), await outbox.requeue(), await outbox.purge()]).toEqual([[], 0, 0]);
    clock.jump(5);
    await outbox.claim();
    expect(await idsIn(outbox)).toHaveLength(2);
  });

  it('stay as they are when the disk is full', async () => {
    const { outbox, store } = makeScene();
    await outbox.append('page', makeEntries(1, 2));
    await bury(outbox, ['page:1']);
    store.feel('full');
    await expect(outbox.requeue()).rejects.toMatchObject({ kind: 'full' });
    await expect(outbox.purge()).rejects.toMatchObject({ kind: 'full' });
    store.feel('well');
    expect([await lettersIn(outbox), await countersOf(outbox)]).toMatchObject([['page:1'], { buried: 1, pending: 1 }]);
  });
});
