import type { Claim } from './outbox.js';
import { countDrops, type Head } from './outbox-head.js';
import { type OutboxTables, StoreError } from './outbox-store.js';
import { keysOf, type RecordBatch, type TakenBatch } from './record-batch.js';
import type { Schedule } from './retry-policy.js';
import { type Fates, rowsDelivered } from './settlement.js';
import { recount } from './stored-rows.js';

/**
 * Delivery from a disk that takes nothing more. Where the quota is used up, Chromium refuses every transaction that puts anything, even if
 * it deletes more, and lets those pass that only delete; the space comes back much later (measured on 156). So nothing is given up for
 * room, which would be in vain: delivered rows leave by mere deletions, and what cannot be written down is kept here until it can.
 */
export interface FullDisk {
  /** Deletes what was delivered whole, together with a mark whose absence says that the head is to be counted anew. */
  settle(tables: OutboxTables, taken: TakenBatch, fates: Fates): Promise<SettledRows>;
  /** Puts into the head what could not be written before, in this life or in an earlier one. Inside the caller's transaction. */
  catchUp(tables: OutboxTables, head: Head): Promise<void>;
  /** A `settle` has been committed. */
  settled(settled: SettledRows): void;
  /** How many events of the oldest row are done. */
  doneOf(row: RecordBatch | undefined): number;
  /** True for a row that was answered and cannot leave, because something of it would have to be written: it waits for room. */
  isStuck(row: RecordBatch): boolean;
  hasStuck(): boolean;
  /** The head has been written. */
  wrote(): void;
  /** The schedule that could not be written goes before the stored one. */
  keepSchedule(schedule: Schedule): void;
  schedule(): Schedule | undefined;
  /** Counts the log anew: what is missing was delivered when the mark says so, else nobody knows where it is. Inside the caller's transaction. */
  count(tables: OutboxTables, head: Head): Promise<void>;
  /** A new head tells the truth. */
  begin(tables: OutboxTables): void;
  /** Events delivered of which the head does not know, unless another context has counted anew. */
  untold(tables: OutboxTables): Promise<number>;
}

export interface SettledRows {
  delivered: number;
  /** Keys of the rows that could not leave. */
  stuck: number[];
  /** How many events of a row are done that is too large for a batch. */
  part?: { first: number; count: number };
}

/** Stands among the page marks while the head tells the truth. */
const toldKey = '#told';

export function createFullDisk(): FullDisk {
  let untold = 0;
  let mayBeUntold = true;
  let unwritten: Schedule | undefined;
  const stuck = new Set<number>();
  let part: SettledRows['part'];

  async function count(tables: OutboxTables, head: Head): Promise<void> {
    const isTold = (await tables.pageMark(toldKey)) !== undefined;
    const { fewer, hadJunk } = await recount(tables, head);
    if (!isTold) tell(tables);
    const known = isTold ? 0 : Math.min(fewer, untold);
    const isLost = fewer > known && (isTold || hadJunk);
    head.delivered += isLost ? known : fewer;
    if (isLost) countDrops(head, { 'bad-row': fewer - known });
  }

  function tell(tables: OutboxTables): void {
    tables.putPageMark(toldKey, { n: 0, at: Number.POSITIVE_INFINITY });
  }

  /** A row cannot become shorter without a put: it is remembered how far it was sent, and it leaves when all of it was. */
  function settlePart(tables: OutboxTables, row: RecordBatch, taken: TakenBatch, fates: Fates): SettledRows {
    const isDelivered = fates.others.kind === 'delivered' && fates.byId.size === 0;
    const isNext = taken.offset === (part?.first === row.first ? part.count : 0);
    if (!isDelivered) return { delivered: 0, stuck: [row.first] };
    if (!isNext) return { delivered: 0, stuck: [] };
    const sent = taken.offset + taken.count;
    if (sent < row.count) return { delivered: taken.count, stuck: [], part: { first: row.first, count: sent } };
    tables.deleteRows(row.first, row.first);
    tables.deletePageMark(toldKey);
    return { delivered: taken.count, stuck: [] };
  }

  return {
    async settle(tables, taken, fates) {
      const [row] = taken.rows;
      if (row && (taken.offset > 0 || taken.count < row.count)) return settlePart(tables, row, taken, fates);
      const rows = rowsDelivered(taken, fates, new Set(await tables.rowKeys(...keysOf(taken))));
      for (const row of rows) tables.deleteRows(row.first, row.first);
      tables.deletePageMark(toldKey);
      const left = new Set(rows);
      const delivered = rows.reduce((sum, row) => sum + (row.report ? 0 : row.count), 0);
      return { delivered, stuck: taken.rows.filter((each) => !left.has(each)).map((each) => each.first) };
    },
    doneOf: (row) => (row?.first === part?.first ? (part?.count ?? 0) : 0),
    settled({ delivered, stuck: more, part: sent }) {
      part = sent;
      for (const first of more) stuck.add(first);
      mayBeUntold = true;
      untold += delivered;
    },
    async catchUp(tables, head) {
      if (unwritten) head.schedule = unwritten;
      if (mayBeUntold && !(await tables.pageMark(toldKey))) await count(tables, head);
    },
    count,
    begin: tell,
    isStuck: ({ first }) => stuck.has(first),
    hasStuck: () => stuck.size > 0,
    wrote() {
      stuck.clear();
      part = undefined;
      untold = 0;
      mayBeUntold = false;
      unwritten = undefined;
    },
    keepSchedule(schedule) {
      unwritten = schedule;
    },
    schedule: () => unwritten,
    untold: async (tables) => ((await tables.pageMark(toldKey)) ? 0 : untold),
  };
}

/** A claim that could not be written: another holder's deletions and ours are both good, for each follows an acknowledgement. */
export function unwrittenClaim(head: Head, schedule: Schedule | undefined): Claim {
  return { fence: head.fence, outboxId: head.outboxId, schedule: schedule ?? head.schedule };
}

export function isFull(error: unknown): boolean {
  return error instanceof StoreError && error.kind === 'full';
}
