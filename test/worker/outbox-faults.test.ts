import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import { makeEntries } from '../support/make-event.js';
import { makeOutbox, waitingIn } from '../support/make-outbox.js';
import { nothing } from '../support/nothing.js';

const { put } = IDBObjectStore.prototype;
const { commit } = IDBTransaction.prototype;
let unhandled: unknown[] = [];
const keep = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  unhandled = [];
  process.on('unhandledRejection', keep);
});

afterEach(() => {
  emptyTheDisk();
  process.off('unhandledRejection', keep);
});

/** The disk is full: each request seems to be well until its transaction aborts. */
function fillTheDisk(): void {
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...row) {
    const request = put.apply(this, row);
    queueMicrotask(() => {
      try {
        this.transaction.abort();
      } catch {
        // It was aborted already.
      }
    });
    return request;
  };
  IDBTransaction.prototype.commit = IDBTransaction.prototype.abort;
}

function emptyTheDisk(): void {
  IDBObjectStore.prototype.put = put;
  IDBTransaction.prototype.commit = commit;
}

async function turn(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

describe('outbox-faults', () => {
  it('refuses an append whose transaction aborts, keeps what it had, and leaves no rejection unhandled', async () => {
    const { outbox } = makeOutbox({ maxOutboxEvents: 1 });
    await outbox.append('page', makeEntries(1, 1));
    fillTheDisk();
    await expect(outbox.append('page', makeEntries(2, 3))).rejects.toThrow();
    await turn();
    emptyTheDisk();
    expect((await waitingIn(outbox)).map(({ id }) => id)).toEqual(['page:1']);
    expect((await outbox.account()).counters).toMatchObject({ pending: 1, dropped: nothing });
    expect(unhandled).toEqual([]);
  });

  it('keeps the whole batch when its settlement aborts, and leaves no rejection unhandled', async () => {
    const { outbox } = makeOutbox();
    await outbox.append('page', makeEntries(1, 3));
    const claim = await outbox.claim();
    const taken = await outbox.oldest({ events: 3, bytes: 100_000 });
    fillTheDisk();
    const byId = new Map([
      ['page:1', { kind: 'buried' as const, code: 'bad', detail: '' }],
      ['page:2', { kind: 'keep' as const }],
    ]);
    if (taken) await expect(outbox.settle(claim, taken, { others: { kind: 'delivered' }, byId }, firstSchedule)).rejects.toThrow();
    await turn();
    emptyTheDisk();
    expect(await waitingIn(outbox)).toHaveLength(3);
    expect((await outbox.account()).counters).toMatchObject({ pending: 3, delivered: 0, buried: 0 });
    expect(unhandled).toEqual([]);
  });

  it('can append again when the disk has room again', async () => {
    const { outbox } = makeOutbox();
    fillTheDisk();
    await expect(outbox.append('page', makeEntries(1, 2))).rejects.toThrow();
    emptyTheDisk();
    await outbox.append('page', makeEntries(1, 2));
    expect((await waitingIn(outbox)).map(({ sequence }) => sequence)).toEqual(['1', '2']);
  });
});
