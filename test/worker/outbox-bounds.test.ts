import { describe, expect, it } from 'vitest';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import type { Fate } from '../../src/worker/settlement.js';
import { makeEntries } from '../support/make-event.js';
import { isReport, makeOutbox, pushedOf, waitingIn } from '../support/make-outbox.js';

const roomy = { events: 500, bytes: 10_000_000 };

describe('outbox-bounds', () => {
  it('gives up the oldest events beyond the number it may hold, and counts them', async () => {
    const { outbox } = makeOutbox({ maxOutboxEvents: 4 });
    for (let n = 1; n <= 6; n++) await outbox.append('page', makeEntries(n, n));
    expect((await waitingIn(outbox)).map(({ id }) => id)).toEqual(['page:3', 'page:4', 'page:5', 'page:6']);
    expect((await outbox.account()).counters).toMatchObject({ pending: 4, dropped: { 'outbox-full': 2 } });
  });

  it('gives up the oldest events beyond the bytes it may hold, and says how many', async () => {
    const { outbox } = makeOutbox({ maxOutboxBytes: 5_000 });
    const appended = [];
    for (let n = 1; n <= 5; n++) appended.push(await outbox.append('page', makeEntries(n, n, { properties: 'x'.repeat(1_000) })));
    const { counters } = await outbox.account();
    expect(counters.pendingBytes).toBeLessThanOrEqual(5_000);
    expect(counters.pending).toBe(3);
    expect(appended.map(({ droppedForRoom }) => droppedForRoom)).toEqual([0, 0, 0, 1, 1]);
  });

  it('keeps the newest events when one append alone is more than it may hold', async () => {
    const { outbox } = makeOutbox({ maxOutboxEvents: 4 });
    await outbox.append('page', makeEntries(1, 6));
    const ids = (await waitingIn(outbox)).map(({ id }) => id);
    expect(ids).toContain('page:6');
    expect(ids.length).toBeLessThanOrEqual(4);
  });

  it('never gives up a report: it is the account of such losses', async () => {
    const { outbox } = makeOutbox({ maxOutboxEvents: 1 });
    for (let n = 1; n <= 3; n++) {
      await outbox.append('page', makeEntries(n, n));
      await outbox.claim();
    }
    const events = await waitingIn(outbox);
    expect(events.filter(isReport).length).toBeGreaterThan(0);
    expect(events.filter((event) => !isReport(event)).map(({ id }) => id)).toEqual(['page:3']);
  });

  it('does not pile up reports while nothing can be sent', async () => {
    const { outbox } = makeOutbox();
    for (let n = 1; n <= 20; n++) {
      await outbox.append('page', [{ n, rejected: 'not-an-object' }]);
      await outbox.claim();
    }
    expect((await waitingIn(outbox)).filter(isReport).length).toBeLessThanOrEqual(2);
  });

  it('counts a delivery that arrived too late for its dropped events as dropped only', async () => {
    const { outbox } = makeOutbox({ maxOutboxEvents: 2 });
    await outbox.append('page', makeEntries(1, 2));
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    await outbox.append('page', makeEntries(3, 4));
    if (taken) await outbox.settle(claim, taken, { others: { kind: 'delivered' }, byId: new Map() }, firstSchedule);
    const { counters } = await outbox.account();
    expect(counters).toMatchObject({ delivered: 0, pending: 2, dropped: { 'outbox-full': 2 } });
    expect(pushedOf(counters)).toBe(4);
  });

  it('buries at most 1 MiB and counts what finds no room', async () => {
    const { outbox } = makeOutbox({ maxBatchBytes: 10_000_000 });
    await outbox.append('page', makeEntries(1, 40, { properties: 'x'.repeat(32_000) }));
    const claim = await outbox.claim();
    const taken = await outbox.oldest(roomy);
    const buried: Fate = { kind: 'buried', code: 'bad', detail: '' };
    if (taken) await outbox.settle(claim, taken, { others: buried, byId: new Map() }, firstSchedule);
    const { counters } = await outbox.account();
    expect(counters).toMatchObject({ pending: 0, buried: 32, dropped: { 'dead-letters-full': 8 } });
  });

  it('says that it can bury no more before an event has to pay for it', async () => {
    const { outbox } = makeOutbox();
    for (let n = 1; n <= 40; n++) await outbox.append('page', makeEntries(n, n, { properties: 'x'.repeat(32_000) }));
    const claim = await outbox.claim();
    let taken = await outbox.oldest({ events: 1, bytes: 1 });
    while (taken?.canBury) {
      await outbox.settle(claim, taken, { others: { kind: 'buried', code: 'bad', detail: '' }, byId: new Map() }, firstSchedule);
      taken = await outbox.oldest({ events: 1, bytes: 1 });
    }
    expect(taken).toBeDefined();
    expect((await outbox.account()).counters.dropped).toEqual({});
  });
});
