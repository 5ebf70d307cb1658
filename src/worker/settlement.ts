import { byteLength } from '../shared/byte-length.js';
import type { DropReason } from '../shared/problem.js';
import { putAside } from './dead-letters.js';
import type { Delivery } from './delivery.js';
import { countDrops, type Head } from './outbox-head.js';
import type { OutboxTables } from './outbox-store.js';
import { envelopeOf, idOf, keysOf, type RecordBatch, rowToTexts, sequenceOf, type TakenBatch, withTexts } from './record-batch.js';
import type { Step } from './retry-policy.js';

/** What becomes of an event after an attempt. */
export type Fate =
  | { kind: 'delivered' }
  | { kind: 'keep' }
  | { kind: 'dropped'; reason: DropReason }
  | { kind: 'buried'; code: string; detail: string }
  | { kind: 'parked'; retryAt: number };

/** The fates of a taken batch. Events that `byId` does not name share `others`. */
export interface Fates {
  others: Fate;
  byId: ReadonlyMap<string, Fate>;
}

/** An event that leaves the log for the table of dead letters. */
export interface Leaving {
  sequence: number;
  text: string;
  bytes: number;
  fate: Fate & { kind: 'buried' | 'parked' };
}

/** How the log changes: `rows` take the place of the rows that the batch was taken from. */
export interface Settlement {
  rows: RecordBatch[];
  delivered: number;
  dropped: Partial<Record<DropReason, number>>;
  leaving: Leaving[];
}

/**
 * Works out what a batch's fates mean for its rows. Pure; a batch that was delivered whole is not even taken apart.
 *
 * @param present keys of the rows that are still in the log: the outbox may have given up some for room while the batch was on its way.
 */
export function settle(taken: TakenBatch, fates: Fates, present: ReadonlySet<number>): Settlement {
  const settlement: Settlement = { rows: [], delivered: 0, dropped: {}, leaving: [] };
  const whole = taken.offset === 0 && taken.count === taken.rows.reduce((count, row) => count + row.count, 0);
  const allDelivered = whole && fates.byId.size === 0 && fates.others.kind === 'delivered';
  let index = -taken.offset;
  for (const row of taken.rows) {
    if (allDelivered || !present.has(row.first)) {
      if (!row.report && present.has(row.first)) settlement.delivered += row.count;
      index += row.count;
      continue;
    }
    const kept: string[] = [];
    for (const text of rowToTexts(row)) {
      const isTaken = index >= 0 && index < taken.count;
      index += 1;
      const fate = isTaken ? (fates.byId.get(envelopeOf(text).id) ?? fates.others) : undefined;
      // A report that were put aside would leave a gap in the numbering that nothing accounts for.
      if (!fate || fate.kind === 'keep' || (row.report && fate.kind === 'parked')) kept.push(text);
      else if (!row.report) leave(settlement, text, fate);
    }
    const rest = withTexts(row, kept);
    if (rest) settlement.rows.push(rest);
  }
  return settlement;
}

/**
 * Makes the change, inside the caller's transaction; the head keeps the count.
 *
 * @returns events delivered, and the sequences of those for which there was no room among the dead letters.
 */
export async function applySettlement(
  tables: OutboxTables,
  head: Head,
  taken: TakenBatch,
  fates: Fates,
  now: number,
): Promise<{ delivered: number; spilled: Set<number> }> {
  const [first, last] = keysOf(taken);
  const keys = await tables.rowKeys(first, last);
  const present = new Set(keys);
  const gone = taken.rows.filter((row) => present.has(row.first));
  const { rows, delivered, dropped, leaving } = settle(taken, fates, present);
  // One range, ten times faster than a key at a time; but between them may stand what came back from the dead letters meanwhile.
  if (keys.length === gone.length) tables.deleteRows(first, last);
  else for (const row of gone) tables.deleteRows(row.first, row.first);
  for (const row of rows) tables.putRow(row);
  head.pendingRows += rows.length - gone.length;
  head.pendingBytes += sum(rows, (row) => row.bytes) - sum(gone, (row) => row.bytes);
  head.pendingEvents += sum(rows, pushedIn) - sum(gone, pushedIn);
  head.reportRows += sum(rows, reportsIn) - sum(gone, reportsIn);
  head.delivered += delivered;
  countDrops(head, dropped);
  const spilled = leaving.filter((each) => !putAside(tables, head, each, now));
  if (delivered > 0) head.deliveredAt = now;
  return { delivered, spilled: new Set(spilled.map(({ sequence }) => sequence)) };
}

/** The rows that were delivered whole: they can leave by a mere deletion. */
export function rowsDelivered(taken: TakenBatch, fates: Fates, present: ReadonlySet<number>): RecordBatch[] {
  if (fates.others.kind !== 'delivered' || taken.offset > 0 || taken.count < sum(taken.rows, (row) => row.count)) return [];
  const isWhole = (row: RecordBatch): boolean => rowToTexts(row).every((text) => !fates.byId.has(idOf(text)));
  return taken.rows.filter((row) => present.has(row.first) && isWhole(row));
}

function pushedIn(row: RecordBatch): number {
  return row.report ? 0 : row.count;
}

function reportsIn(row: RecordBatch): number {
  return row.report ? 1 : 0;
}

function sum<Item>(items: readonly Item[], measure: (item: Item) => number): number {
  return items.reduce((total, item) => total + measure(item), 0);
}

/** How long a suspect stays aside, ms: by then the collector may have been mended. */
const parkedMs = 24 * 3_600_000;

/** The fates of a batch after an attempt; undefined when all of it stays. */
export function deliveryToFates(verdict: Step['verdict'], delivery: Delivery, now: number): Fates | undefined {
  if (verdict === 'keep') return undefined;
  if (verdict === 'park') return { others: { kind: 'parked', retryAt: now + parkedMs }, byId: new Map() };
  if (verdict === 'drop') return { others: { kind: 'dropped', reason: 'too-large' }, byId: new Map() };
  if (delivery.kind !== 'accepted') {
    const [code, detail] = delivery.kind === 'refused' ? [`status-${delivery.status}`, delivery.detail] : [delivery.kind, ''];
    return { others: { kind: 'buried', code, detail }, byId: new Map() };
  }
  const byId = new Map<string, Fate>();
  for (const { id, retryable, code, detail } of delivery.acknowledgement.rejected) {
    byId.set(id, retryable ? { kind: 'keep' } : { kind: 'buried', code, detail });
  }
  return { others: { kind: 'delivered' }, byId };
}

function leave(settlement: Settlement, text: string, fate: Exclude<Fate, { kind: 'keep' }>): void {
  if (fate.kind === 'delivered') {
    settlement.delivered += 1;
  } else if (fate.kind === 'dropped') {
    settlement.dropped[fate.reason] = (settlement.dropped[fate.reason] ?? 0) + 1;
  } else {
    settlement.leaving.push({ sequence: sequenceOf(text), text, bytes: byteLength(text), fate });
  }
}
