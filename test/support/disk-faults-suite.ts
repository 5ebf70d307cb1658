import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiskStore, type DiskStoreParts } from '../../src/worker/disk-store.js';
import type { OutboxStore } from '../../src/worker/outbox-store.js';
import { aborts, createGivenDatabase, hung, keepsSilent, refused, refusesPuts } from './given-database.js';
import { createManualClock, type ManualClock } from './manual-clock.js';
import { makeRow } from './outbox-store-suite.js';

function makeStore(given: Partial<DiskStoreParts> = {}) {
  const clock = createManualClock();
  const database = createGivenDatabase();
  const parts = { site: crypto.randomUUID(), durability: 'relaxed' as const, environment: clock, mayRecreate: () => false };
  const store = createDiskStore({ ...parts, indexedDB: database.factory, ...given });
  onTestFinished(() => store.close());
  return { store, clock, database };
}

const put = (store: OutboxStore, first: number): Promise<void> =>
  store.transact('readwrite', async (tables) => tables.putRow(makeRow(first)));
const firsts = async (store: OutboxStore): Promise<number[]> =>
  (await store.transact('readonly', (tables) => tables.rows(99))).map(({ first }) => first);
const failure = (kind: string): object => ({ name: 'StoreError', kind });

/** Waits until something waits for this time to pass. */
async function whenTimed(clock: ManualClock, ms: number): Promise<void> {
  while (!clock.waits().includes(ms)) await new Promise((resolve) => setTimeout(resolve));
}

/** What the store on the disk promises when the disk does not behave; each engine has its own way of ending a transaction. */
export function describeDiskFaults(): void {
  describe('disk-store opening', () => {
    it('waits 8 s for an open that does not answer, and leaves it 30 s before it opens anew', async () => {
      const { store, clock, database } = makeStore();
      database.openings.push(hung);
      for (let n = 0; n < 3; n++) {
        const failing = put(store, 1);
        clock.advance(8_000);
        await expect(failing).rejects.toMatchObject(failure('unavailable'));
      }
      expect(database.count.opens).toBe(1);
      clock.advance(6_000);
      await new Promise((resolve) => setTimeout(resolve));
      await put(store, 1);
      expect(database.count.opens).toBe(2);
      expect(await firsts(store)).toEqual([1]);
    });

    it('goes on by itself when an open that was blocked for long succeeds', async () => {
      const { store, clock, database } = makeStore();
      let unblock = (): void => {};
      database.openings.push(() => {
        const request = new EventTarget() as IDBOpenDBRequest;
        unblock = () => {
          const late = database.factory.open(`late-${crypto.randomUUID()}`, 10);
          late.onupgradeneeded = (event) =>
            Object.assign(request, { result: late.result, transaction: late.transaction }).onupgradeneeded?.(event);
          late.onsuccess = (event) => request.onsuccess?.(event);
        };
        return request;
      });
      const failing = put(store, 1);
      clock.advance(8_000);
      await expect(failing).rejects.toMatchObject(failure('unavailable'));
      unblock();
      await put(store, 1);
      expect([database.count.opens, await firsts(store)]).toEqual([2, [1]]);
    });

    it.each(['SecurityError', 'InvalidStateError', 'AbortError'])(
      'is unavailable when the browser answers %s, and tries again',
      async (name) => {
        const { store, database } = makeStore();
        database.openings.push(refused(name));
        await expect(put(store, 1)).rejects.toMatchObject(failure('unavailable'));
        await put(store, 1);
        expect(await firsts(store)).toEqual([1]);
      },
    );

    it('is unavailable where opening throws, and where there is no IndexedDB at all', async () => {
      const throwing = createGivenDatabase().factory;
      throwing.open = () => {
        throw new DOMException('denied', 'SecurityError');
      };
      await expect(put(makeStore({ indexedDB: throwing }).store, 1)).rejects.toMatchObject(failure('unavailable'));
      const missing = createGivenDatabase().factory;
      missing.open = () => undefined as unknown as IDBOpenDBRequest;
      await expect(put(makeStore({ indexedDB: missing }).store, 1)).rejects.toMatchObject(failure('unavailable'));
    });

    it('says that the files are damaged, and deletes nothing as long as it may not', async () => {
      const { store, database } = makeStore();
      // Dexie tries such an open four times.
      database.openings.push(...Array.from({ length: 4 }, () => refused('UnknownError')));
      await expect(put(store, 1)).rejects.toMatchObject(failure('corrupt'));
      expect(database.count.deletions).toBe(0);
    });

    it('makes a damaged database anew when it may', async () => {
      const { store, database } = makeStore({ mayRecreate: () => true });
      database.openings.push(...Array.from({ length: 4 }, () => refused('UnknownError')));
      await put(store, 1);
      expect([database.count.deletions, await firsts(store)]).toEqual([1, [1]]);
    });

    it('deletes no database that is only refused, though it may', async () => {
      const { store, database } = makeStore({ mayRecreate: () => true });
      database.openings.push(refused('SecurityError'));
      await expect(put(store, 1)).rejects.toMatchObject(failure('unavailable'));
      expect(database.count.deletions).toBe(0);
    });
  });

  describe('disk-store transactions', () => {
    it('resolves when the transaction is complete, and not before', async () => {
      const { store, clock, database } = makeStore();
      const { fault, tell } = keepsSilent();
      database.writes.push(fault);
      let isDurable = false;
      const written = put(store, 1).then(() => {
        isDurable = true;
      });
      await whenTimed(clock, 20_000);
      // By now it is committed: who reads comes after it.
      expect(await firsts(store)).toEqual([1]);
      expect(isDurable).toBe(false);
      tell();
      await written;
      expect(isDurable).toBe(true);
    });

    it('leaves no timer behind', async () => {
      const { store, clock } = makeStore();
      await put(store, 1);
      await firsts(store);
      expect(clock.waits()).toEqual([]);
    });

    it('asks for the durability that it was given', async () => {
      const { store, database } = makeStore({ durability: 'strict' });
      const asked: unknown[] = [];
      database.writes.push((_transaction, options) => asked.push(options?.durability));
      await put(store, 1);
      expect(asked).toEqual(['strict']);
    });

    it('opens anew when the connection was closed under it, and runs the transaction once', async () => {
      const { store, database } = makeStore();
      await put(store, 1);
      database.connections[0]?.close();
      let runs = 0;
      await store.transact('readwrite', async (tables) => {
        runs += 1;
        tables.putRow(makeRow(2));
      });
      expect([runs, database.count.opens, await firsts(store)]).toEqual([1, 2, [1, 2]]);
    });

    it('runs an aborted transaction once more on a new connection, and then gives up', async () => {
      const { store, database } = makeStore();
      database.writes.push(aborts('AbortError'));
      await put(store, 1);
      expect([database.count.opens, await firsts(store)]).toEqual([2, [1]]);
      database.writes.push(aborts('AbortError'), aborts('AbortError'));
      await expect(put(store, 2)).rejects.toMatchObject(failure('failed'));
      expect(await firsts(store)).toEqual([1]);
    });

    it('runs once more what Firefox refuses after a full disk', async () => {
      const { store, database } = makeStore();
      database.writes.push(refusesPuts);
      await put(store, 1);
      expect(await firsts(store)).toEqual([1]);
    });

    it('says that the disk is full, does not try again by itself, and keeps the connection', async () => {
      const { store, database } = makeStore();
      await put(store, 1);
      database.writes.push(aborts('QuotaExceededError'));
      await expect(put(store, 2)).rejects.toMatchObject(failure('full'));
      await put(store, 3);
      expect([database.count.opens, await firsts(store)]).toEqual([1, [1, 3]]);
    });

    it('gives up a transaction, and its connection, that is not over in 20 s, and does not run it twice', async () => {
      const { store, clock, database } = makeStore();
      await put(store, 1);
      const { fault, tell } = keepsSilent();
      database.writes.push(fault);
      let runs = 0;
      const failing = store.transact('readwrite', async (tables) => {
        runs += 1;
        tables.putRow(makeRow(2));
      });
      await whenTimed(clock, 20_000);
      clock.advance(20_000);
      await expect(failing).rejects.toMatchObject(failure('hung'));
      tell();
      await put(store, 3);
      expect([runs, database.count.opens]).toEqual([1, 2]);
    });
  });
}
