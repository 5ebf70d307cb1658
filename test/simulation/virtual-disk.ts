import type { DiskStoreParts } from '../../src/worker/disk-store.js';
import type { OutboxStore, OutboxTables } from '../../src/worker/outbox-store.js';
import { type DiskImage, draftOf, emptyImage } from './disk-image.js';
import { createVirtualStore } from './virtual-store.js';
import type { VirtualThread } from './virtual-thread.js';
import type { World } from './world.js';

/** The browser's storage of one origin. Its threads see it through `virtual-store.ts`. */
export interface VirtualDisk {
  storeFor(thread: VirtualThread): (parts: DiskStoreParts) => OutboxStore;
  image(): DiskImage;
  /** True while a transaction of this thread is open. */
  isBusy(thread: VirtualThread): boolean;
  /** How it is doing; the run changes it. */
  health: DiskHealth;
  /** Somebody else writes while nobody of ours does: another version of the library, or an accident. */
  alter(change: (tables: OutboxTables) => Promise<void>): Promise<void>;
  /** The browser closes every connection by itself. */
  closeConnections(): void;
  /** All is gone at once, and every connection with it. */
  deleteDatabase(): void;
  /** The commits since the last sync are gone: none of those that were strict. The threads have died before. */
  losePower(): void;
}

export interface DiskHealth {
  open: 'works' | 'refused' | 'corrupt' | 'hangs';
  full: boolean;
  /** Longest time of a step, ms. */
  slowMs: number;
  /** Chances of one transaction to be aborted at its commit, to hang, to find its connection closed. */
  aborts: number;
  hangs: number;
  closes: number;
}

/** What becomes of a transaction. */
export type TransactionFate = 'commits' | 'commits unheard' | 'commits late' | 'hangs' | 'aborts' | 'closed';

/** The side of the disk that transactions see. */
export interface Platter extends Pick<VirtualDisk, 'health' | 'image' | 'deleteDatabase'> {
  latency(): number;
  /** Grows with everything that closes connections. */
  generation(): number;
  /** Joins the line: transactions run one after the other. */
  enter(transaction: OpenTransaction): void;
  leave(transaction: OpenTransaction): void;
  commit(thread: VirtualThread, after: DiskImage, isStrict: boolean): void;
  /** Whoever hangs keeps the others waiting, and whether it commits nobody hears. */
  pickFate(): TransactionFate;
}

export interface OpenTransaction {
  thread: VirtualThread;
  begin(): void;
}

/** Browsers write to the disk by themselves after some seconds. */
const syncEveryMs = 5_000;

export function createVirtualDisk(world: Pick<World, 'clock' | 'chance' | 'trace' | 'ledger'>): VirtualDisk {
  const { clock, chance, trace, ledger } = world;
  const health: DiskHealth = { open: 'works', full: false, slowMs: 4, aborts: 0, hangs: 0, closes: 0 };
  let image = emptyImage;
  let synced = { image, restoreLedger: ledger.checkpoint() };
  let syncedAt = 0;
  let generation = 1;
  let line: OpenTransaction[] = [];

  function sync(): void {
    synced = { image, restoreLedger: ledger.checkpoint() };
    syncedAt = clock.running();
  }

  function deleteDatabase(): void {
    trace.add('the database is deleted');
    ledger.deleted(image);
    image = emptyImage;
    generation += 1;
    sync();
  }

  const platter: Platter = {
    health,
    image: () => image,
    latency: () => chance.random() * health.slowMs,
    generation: () => generation,
    enter(transaction) {
      line.push(transaction);
      if (line.length === 1) transaction.begin();
    },
    leave(transaction) {
      const isFirst = line[0] === transaction;
      line = line.filter((each) => each !== transaction);
      if (isFirst) line[0]?.begin();
    },
    commit(thread, after, isStrict) {
      const before = image;
      image = after;
      trace.add(`${thread.name} commits ${describe(before, after)}`);
      ledger.committed(thread.name, before, after);
      if (isStrict || clock.running() - syncedAt > syncEveryMs) sync();
    },
    pickFate() {
      if (chance.happens(health.closes)) return 'closed';
      if (chance.happens(health.hangs)) return chance.pick(['hangs', 'commits unheard', 'commits late']);
      return chance.happens(health.aborts) ? 'aborts' : 'commits';
    },
    deleteDatabase,
  };

  return {
    storeFor: (thread) => (parts) => createVirtualStore({ ...world, platter, thread, ...parts }),
    image: platter.image,
    isBusy: (thread) => line.some((each) => each.thread === thread),
    health,
    async alter(change) {
      if (line.length > 0) return;
      const draft = draftOf(image);
      await change(draft.tables);
      image = draft.image();
      sync();
    },
    closeConnections() {
      generation += 1;
    },
    deleteDatabase,
    losePower() {
      trace.add('the power is cut');
      if (image !== synced.image) synced.restoreLedger();
      image = synced.image;
      // What was about to be committed is not.
      generation += 1;
      sync();
    },
  };
}

function describe(before: DiskImage, { head, rows }: DiskImage): string {
  const come = rows.length - before.rows.length;
  const wait = `${head?.schedule.because} ${head?.schedule.waitMs}`;
  return `next ${head?.nextSequence} pending ${head?.pendingEvents} rows ${come < 0 ? come : `+${come}`} fence ${head?.fence} wait ${wait}`;
}
