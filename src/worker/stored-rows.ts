import type { Head } from './outbox-head.js';
import type { OutboxTables, StoredRow } from './outbox-store.js';
import type { RecordBatch } from './record-batch.js';

/** Rows read at once where it is not known how many are looked for. */
const stepRows = 100;

/** What stands at the old end of the log. */
export interface OldestRows {
  /** Rows of our format, with no other row between them. */
  rows: RecordBatch[];
  /** True when a newer version of the library has written rows: they wait for it, neither sent nor dropped. */
  hasNewer: boolean;
  /** True when a row was found that no version can have written. */
  hasJunk: boolean;
}

/** The oldest rows that `accept` wants, at most `limit`, inside the caller's transaction. */
export async function oldestRows(tables: OutboxTables, limit: number, accept = (_row: RecordBatch): boolean => true): Promise<OldestRows> {
  const result: OldestRows = { rows: [], hasNewer: false, hasJunk: false };
  for (let after: number | undefined; ; ) {
    const found = await tables.rows(limit, after);
    for (const row of found) {
      if (isReadable(row)) {
        if (accept(row)) result.rows.push(row);
        if (result.rows.length === limit) return result;
        continue;
      }
      if (isNewer(row)) result.hasNewer = true;
      else result.hasJunk = true;
      // What is taken must be one range of keys.
      if (result.rows.length > 0) return result;
    }
    const last = found[found.length - 1];
    if (result.rows.length > 0 || !last || found.length < limit) return result;
    after = last.first;
  }
}

/**
 * Accepts the rows behind the first `skip` events: whole rows are left out here, so that a range may begin behind rows that are not ours.
 * `rest` tells how many events are still to be left out of the first row accepted.
 */
export function behindFirst(skip: number, accept: (row: RecordBatch) => boolean): { accept: typeof accept; rest: () => number } {
  let rest = skip;
  let hasBegun = false;
  return {
    accept(row) {
      if (!accept(row)) return false;
      hasBegun ||= rest < row.count;
      if (!hasBegun) rest -= row.count;
      return hasBegun;
    },
    rest: () => rest,
  };
}

/**
 * Counts anew what waits, and deletes junk rows: nobody can tell how many events they held. Inside the caller's transaction.
 *
 * @returns how many events fewer there are than the head knew of, and the number after the last one.
 */
export async function recount(tables: OutboxTables, head: Head): Promise<{ fewer: number; hadJunk: boolean; end: number }> {
  const before = head.pendingEvents;
  let hadJunk = false;
  let end = 1;
  head.pendingRows = 0;
  head.pendingEvents = head.parked;
  head.pendingBytes = 0;
  head.reportRows = 0;
  for (let after: number | undefined; ; ) {
    const found = await tables.rows(stepRows, after);
    for (const row of found) {
      if (isReadable(row) || isNewer(row)) {
        end = row.first + row.count;
        head.pendingRows += 1;
        head.pendingBytes += row.bytes;
        if (row.report) head.reportRows += 1;
        else head.pendingEvents += row.count;
      } else {
        tables.deleteRows(row.first, row.first);
        hadJunk = true;
      }
    }
    const last = found[found.length - 1];
    if (!last || found.length < stepRows) return { fewer: Math.max(0, before - head.pendingEvents), hadJunk, end };
    after = last.first;
  }
}

/** True for a row of the format that this version writes. */
export function isReadable(row: StoredRow): row is RecordBatch {
  return formatOf(row) === 1 && 'body' in row && typeof row.body === 'string' && isCounted(row);
}

/** A later format keeps what every reader needs: how many events and bytes it holds. */
function isNewer(row: StoredRow): row is Omit<RecordBatch, 'body'> {
  return formatOf(row) > 1 && isCounted(row);
}

function isCounted(row: StoredRow): boolean {
  return 'count' in row && isNatural(row.count) && 'bytes' in row && isNatural(row.bytes);
}

function formatOf(row: StoredRow): number {
  return 'format' in row && isNatural(row.format) ? row.format : 0;
}

function isNatural(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
