import type { DiskStoreParts } from '../../src/worker/disk-store.js';
import { type OutboxStore, type OutboxTables, StoreError } from '../../src/worker/outbox-store.js';
import type { Platter } from './virtual-disk.js';
import type { VirtualThread } from './virtual-thread.js';
import { runTransaction } from './virtual-transaction.js';
import type { World } from './world.js';

export interface VirtualStoreParts extends Pick<World, 'clock' | 'chance' | 'ledger'>, Pick<DiskStoreParts, 'durability' | 'mayRecreate'> {
  platter: Platter;
  thread: VirtualThread;
}

/** As in `disk-store.ts`. */
const openMs = 8_000;

/** One thread's way to the disk, which keeps the rules of `disk-store.ts`: its deadlines, its second try, its kinds of errors. */
export function createVirtualStore(parts: VirtualStoreParts): OutboxStore {
  const { clock, ledger, platter, thread, mayRecreate } = parts;
  const { health } = platter;
  /** The generation of the disk that it was opened in. */
  let connection: number | undefined;
  let opening: Promise<void> | undefined;
  let isClosed = false;

  function open(): Promise<void> {
    if (isClosed) return Promise.reject(new StoreError('unavailable', 'the pipeline is closed'));
    if (connection !== undefined) return Promise.resolve();
    opening ??= openAnew().finally(() => {
      opening = undefined;
    });
    return opening;
  }

  function openAnew(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (health.open === 'hangs') {
        thread.after(openMs, () => reject(new StoreError('unavailable', 'it did not open in time')));
        return;
      }
      const answer = (): void => {
        if (health.open === 'refused') reject(new StoreError('unavailable', 'the disk is refused'));
        else if (health.open === 'corrupt' && !mayRecreate()) reject(new StoreError('corrupt', 'the files cannot be read'));
        else {
          if (health.open === 'corrupt') recreate();
          connection = platter.generation();
          resolve();
        }
      };
      clock.after(platter.latency(), () => thread.deliver(answer));
    });
  }

  function recreate(): void {
    health.open = 'works';
    ledger.recreated(thread.name);
    platter.deleteDatabase();
  }

  async function attempt<Result>(mode: 'readonly' | 'readwrite', work: (tables: OutboxTables) => Promise<Result>): Promise<Result> {
    if (!thread.act()) return new Promise(() => {});
    await open();
    try {
      return await runTransaction(parts, connection, mode, work);
    } catch (error) {
      if (!(error instanceof StoreError && error.kind === 'full')) connection = undefined;
      throw error;
    }
  }

  return {
    async transact(mode, work) {
      try {
        return await attempt(mode, work);
      } catch (error) {
        if (error instanceof StoreError && error.kind === 'failed') return attempt(mode, work);
        throw error;
      }
    },
    close() {
      isClosed = true;
      connection = undefined;
    },
  };
}
