import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/shared/settings.js';
import { createMemoryStore, createMemoryTables } from '../../src/worker/memory-store.js';
import type { RecordBatch } from '../../src/worker/record-batch.js';
import { createGivenStore } from '../support/given-store.js';
import { makeEntries } from '../support/make-event.js';
import { makeFlusher } from '../support/make-flusher.js';
import { pushedOf } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';
import { nothing } from '../support/nothing.js';
import { type Answer, accepted, createScriptedTransport, unavailable } from '../support/scripted-transport.js';

const hour = 3_600_000;
const ids = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `page:${from + index}`);

/** A disk that the test can fill, with a flusher over it; `open` is the next life on the same disk. */
function makeDisk(settings: Settings, ...answers: [Answer, ...Answer[]]) {
  const clock = createManualClock();
  const disk = createGivenStore(createMemoryStore(createMemoryTables()));
  const transport = createScriptedTransport(...answers);
  const open = () => makeFlusher(transport, { settings: { site: 'shop', ...settings }, clock, store: disk });
  return { disk, transport, clock, open };
}

describe('flushing from a full disk', () => {
  it('sends everything once, over a new life as well', async () => {
    const { disk, transport, open } = makeDisk({ maxBatchEvents: 2 }, accepted);
    const { flusher, outbox } = open();
    await outbox.append('page', makeEntries(1, 6));
    disk.feel('full');
    expect(await flusher.flush({})).toBe(6);
    expect(await open().flusher.flush({ force: true })).toBe(0);
    expect(transport.ids()).toEqual(ids(1, 6));
  });

  it('obeys the wait that it could not write down', async () => {
    const { disk, transport, open } = makeDisk({}, unavailable(hour), accepted);
    const { flusher, outbox, clock, pass } = open();
    await outbox.append('page', makeEntries(1, 6));
    disk.feel('full');
    await flusher.flush({});
    await flusher.flush({});
    expect([transport.sent.length, clock.waits().length]).toEqual([1, 1]);
    await pass(1.2 * hour);
    expect(transport.sent).toHaveLength(2);
    expect((await outbox.account()).counters).toMatchObject({ delivered: 6, pending: 0 });
  });

  it('gets rows out although its batches have become smaller than they are', async () => {
    const { disk, transport, open } = makeDisk({ maxBatchEvents: 20 }, { kind: 'later', because: 'timeout' }, unavailable(), accepted);
    const { flusher, outbox, runTimers } = open();
    await outbox.append('page', makeEntries(1, 20));
    disk.feel('full');
    await flusher.flush({});
    await runTimers(20);
    expect((await outbox.account()).counters).toMatchObject({ delivered: 20, pending: 0 });
    expect(new Set(transport.ids())).toEqual(new Set(ids(1, 20)));
  });

  it('steps over junk that it cannot delete', async () => {
    const { disk, transport, open } = makeDisk({ maxBatchEvents: 2 }, accepted);
    const { flusher, outbox } = open();
    await outbox.append('page', makeEntries(1, 4));
    await disk.transact('readwrite', async (tables) => tables.putRow({ first: 0, format: 1 } as RecordBatch));
    disk.feel('full');
    expect(await flusher.flush({})).toBe(4);
    expect(transport.ids()).toEqual(ids(1, 4));
    disk.feel('well');
    await outbox.append('page', makeEntries(5, 5));
    expect((await outbox.account()).counters).toMatchObject({ delivered: 4, pending: 1, dropped: nothing });
  });

  it('does not send for ever what the collector has taken but can leave only by a put', async () => {
    const poison = { id: 'page:2', code: 'bad', detail: '', retryable: false };
    const { disk, transport, open } = makeDisk({}, ({ envelope }) => ({
      kind: 'accepted',
      acknowledgement: { batch: envelope.batch, accepted: 1, duplicates: 0, rejected: [poison], retryAfterMs: 0 },
    }));
    const { flusher, outbox, clock, pass } = open();
    await outbox.append('page', makeEntries(1, 2));
    disk.feel('full');
    await flusher.flush({});
    for (const end = clock.now() + hour; clock.now() < end; ) await pass(Math.max(1, clock.waits()[0] ?? hour));
    expect(transport.sent.length).toBeLessThan(40);
    disk.feel('well');
    await flusher.flush({ force: true });
    expect((await outbox.account()).counters).toMatchObject({ delivered: 1, buried: 1, pending: 0 });
  });

  it('accounts for every push, and sends every event, whenever the disk is full and whenever a life ends', async () => {
    const step = fc.constantFrom('append', 'append', 'flush', 'flush', 'full', 'well', 'end');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { disk, transport, open } = makeDisk({ maxBatchEvents: 3 }, accepted);
        let life = open();
        let pushed = 0;
        for (const each of steps) {
          if (each === 'full' || each === 'well') disk.feel(each);
          else if (each === 'end') life = open();
          else if (each === 'flush') await life.flusher.flush({ force: true }).catch(() => 0);
          else
            await life.outbox.append('page', makeEntries(pushed + 1, pushed + 4)).then(
              () => {
                pushed += 4;
              },
              () => undefined,
            );
          const account = await life.outbox.account().catch(() => undefined);
          if (account) expect(pushedOf(account.counters)).toBe(pushed);
        }
        disk.feel('well');
        await life.flusher.flush({ force: true });
        expect(transport.ids()).toEqual(ids(1, pushed));
        expect((await life.outbox.account()).counters).toMatchObject({ delivered: pushed, pending: 0, pendingBytes: 0, dropped: nothing });
      }),
      { numRuns: 100 },
    );
  });
});
