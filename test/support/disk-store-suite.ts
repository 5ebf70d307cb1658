import { describe, expect, it, onTestFinished } from 'vitest';
import { createDiskStore } from '../../src/worker/disk-store.js';
import { browserEnvironment } from '../../src/worker/environment.js';
import type { OutboxStore } from '../../src/worker/outbox-store.js';
import type { RecordBatch } from '../../src/worker/record-batch.js';
import { makeRow } from './outbox-store-suite.js';

/** What a store on the disk promises besides: whatever another program has put there. */
export function describeDiskStore(open: (name: string) => OutboxStore): void {
  describe('disk-store', () => {
    it('leaves alone what stands under keys that are no numbers, and finds every number', async () => {
      const store = open(crypto.randomUUID());
      onTestFinished(() => store.close());
      const foreign: unknown[] = ['text', [1], new Date(0), new Uint8Array([1])];
      await store.transact('readwrite', async (tables) => {
        for (const first of [...foreign, -1, 0, 1.5, 2]) tables.putRow({ ...makeRow(1), first } as RecordBatch);
      });
      expect(await firstsOf(store)).toEqual([-1, 0, 1.5, 2]);
      expect(await store.transact('readonly', (tables) => tables.rowKeys(-9, 9))).toEqual([-1, 0, 1.5, 2]);
      await store.transact('readwrite', async (tables) => tables.deleteRows(-9, 9));
      expect(await firstsOf(store)).toEqual([]);
    });

    it('refuses everything once it is closed', async () => {
      const store = open(crypto.randomUUID());
      await put(store, 1);
      store.close();
      await expect(firstsOf(store)).rejects.toMatchObject({ name: 'StoreError', kind: 'unavailable' });
    });

    it('opens only what is there when it must not make it, and leaves no trace where nothing is', async () => {
      const name = crypto.randomUUID();
      const parts = { site: name, durability: 'relaxed', environment: browserEnvironment, mayRecreate: () => false } as const;
      const guest = createDiskStore({ ...parts, mustExist: true });
      onTestFinished(() => guest.close());
      for (let n = 0; n < 2; n++) await expect(firstsOf(guest)).rejects.toMatchObject({ name: 'StoreError', kind: 'missing' });
      expect(await databaseNames()).not.toContain(`igevents:${name}`);
      const store = open(name);
      onTestFinished(() => store.close());
      await put(store, 1);
      expect(await firstsOf(guest)).toEqual([1]);
      await deleteDatabase(`igevents:${name}`);
      await expect(put(guest, 2)).rejects.toMatchObject({ kind: 'missing' });
      expect(await databaseNames()).not.toContain(`igevents:${name}`);
    });

    it('goes on in a new database when the old one is deleted under it', async () => {
      const name = crypto.randomUUID();
      const store = open(name);
      onTestFinished(() => store.close());
      await put(store, 1);
      await deleteDatabase(`igevents:${name}`);
      await put(store, 2);
      expect(await firstsOf(store)).toEqual([2]);
    });
  });
}

function put(store: OutboxStore, first: number): Promise<void> {
  return store.transact('readwrite', async (tables) => tables.putRow(makeRow(first)));
}

async function firstsOf(store: OutboxStore): Promise<number[]> {
  const rows = await store.transact('readonly', (tables) => tables.rows(1_000));
  return rows.map(({ first }) => first);
}

/** WebKit goes on listing the name of one whose making was ended, with version 0: there is nothing behind it. */
async function databaseNames(): Promise<(string | undefined)[]> {
  return (await indexedDB.databases()).filter(({ version }) => version !== 0).map(({ name }) => name);
}

function deleteDatabase(name: string): Promise<void> {
  const deletion = indexedDB.deleteDatabase(name);
  return new Promise((resolve, reject) => {
    deletion.onsuccess = () => resolve();
    deletion.onerror = () => reject(deletion.error);
  });
}
