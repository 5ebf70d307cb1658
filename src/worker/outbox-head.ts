import { type ReportData, reportType } from '../shared/cloud-event.js';
import type { DropReason, RejectReason } from '../shared/problem.js';
import type { Counters, OutboxMark } from '../shared/protocol.js';
import { type RecordBatch, toRow } from './record-batch.js';
import { firstSchedule, type Schedule } from './retry-policy.js';

/** The outbox's own state: one record, changed in the same transaction as the rows that it counts. */
export interface Head {
  format: 1;
  /** Born with the database: two outboxes never share a numbering. */
  outboxId: string;
  nextSequence: number;
  pendingRows: number;
  /** Pushed events that are neither delivered nor given up; parked ones included. */
  pendingEvents: number;
  pendingBytes: number;
  delivered: number;
  duplicates: number;
  dropped: Partial<Record<DropReason, number>>;
  rejected: Partial<Record<RejectReason, number>>;
  buried: number;
  parked: number;
  deadLetterBytes: number;
  /** Rows that are reports. One waits at the most: it would only be outdated by the next. */
  reportRows: number;
  /** The losses as the last report told them, as text. */
  reported: string;
  deliveredAt: number | undefined;
  schedule: Schedule;
  /** Grows with every claim: whoever holds an older number may change nothing any more. */
  fence: number;
  /** Grows with every commit: of two accounts of this outbox it tells the newer. */
  revision?: number;
  /** The outbox before, which was deleted: how it was known to whoever found that, and what its events were counted as. */
  lost?: { mark: OutboxMark; reason: DropReason } | undefined;
  /** Who flushes where the browser has no locks. */
  holder?: string | undefined;
  /** When the flush last made progress, ms since the epoch: a holder that froze is known by it. */
  progressAt?: number;
  /** The newest consent of a page that has used it, ms since the epoch. */
  agreedAt?: number;
  /** Set when the visitor has withdrawn the consent: when, ms since the epoch, and whether what waited was kept. */
  withdrawn?: { at: number; isKept: boolean } | undefined;
}

/** The one record on which all hangs: what no version can have written is not taken for it. */
export function isHead(value: unknown): value is Head {
  if (typeof value !== 'object' || value === null) return false;
  const head: Partial<Record<keyof Head, unknown>> = value;
  const counts = [
    head.nextSequence,
    head.pendingRows,
    head.pendingEvents,
    head.pendingBytes,
    head.delivered,
    head.buried,
    head.parked,
    head.fence,
  ];
  const isAccount = [head.dropped, head.rejected, head.schedule].every((each) => typeof each === 'object' && each !== null);
  return typeof head.outboxId === 'string' && counts.every(Number.isSafeInteger) && isAccount;
}

export function newHead(outboxId: string): Head {
  const head: Head = {
    format: 1,
    outboxId,
    nextSequence: 1,
    pendingRows: 0,
    pendingEvents: 0,
    pendingBytes: 0,
    delivered: 0,
    duplicates: 0,
    dropped: {},
    rejected: {},
    buried: 0,
    parked: 0,
    deadLetterBytes: 0,
    reportRows: 0,
    reported: '',
    deliveredAt: undefined,
    schedule: firstSchedule,
    fence: 0,
    lost: undefined,
  };
  head.reported = lossesOf(head);
  return head;
}

/** @param untold events that were delivered without the head's knowledge. */
export function headToCounters(head: Head, untold = 0): Counters {
  const { delivered, duplicates, pendingEvents, pendingBytes, dropped, rejected, buried } = head;
  return { delivered: delivered + untold, duplicates, pending: pendingEvents - untold, pendingBytes, dropped, rejected, buried };
}

/** The account of two outboxes together. */
export function sumCounters(one: Counters, other: Counters): Counters {
  return {
    delivered: one.delivered + other.delivered,
    duplicates: one.duplicates + other.duplicates,
    pending: one.pending + other.pending,
    pendingBytes: one.pendingBytes + other.pendingBytes,
    dropped: sumByReason(one.dropped, other.dropped),
    rejected: sumByReason(one.rejected, other.rejected),
    buried: one.buried + other.buried,
  };
}

function sumByReason<Reason extends string>(
  one: Partial<Record<Reason, number>>,
  other: Partial<Record<Reason, number>>,
): Partial<Record<Reason, number>> {
  const total = { ...one };
  for (const [reason, count] of Object.entries(other) as [Reason, number][]) total[reason] = (total[reason] ?? 0) + count;
  return total;
}

/** True when something was given up that the collector has not been told. */
export function isReportDue(head: Head): boolean {
  return head.reportRows === 0 && head.reported !== lossesOf(head);
}

/** The account of losses, numbered like any event so that it cannot get lost unnoticed; marks them as told. */
export function reportRow(head: Head, source: string, id: string, oldestAt: string | undefined, now: number): RecordBatch {
  const data: ReportData = {
    dropped: head.dropped,
    rejected: head.rejected,
    buried: head.buried,
    pending: head.pendingEvents,
    oldestAt: oldestAt ?? null,
  };
  const time = new Date(now).toISOString();
  const text = JSON.stringify({
    specversion: '1.0',
    type: reportType,
    source,
    // Not made of the number: a profile that was copied or set back gives it twice.
    id: `${head.outboxId}:${id}`,
    time,
    sequence: String(head.nextSequence),
    datacontenttype: 'application/json',
    data,
  });
  head.reported = lossesOf(head);
  return toRow([text], head.nextSequence, time, true);
}

function lossesOf({ dropped, rejected, buried }: Head): string {
  return JSON.stringify([dropped, rejected, buried]);
}

export function countDrops(head: Head, dropped: Head['dropped']): void {
  for (const [reason, count] of Object.entries(dropped) as [DropReason, number][])
    head.dropped[reason] = (head.dropped[reason] ?? 0) + count;
}

/** A row joins the log. */
export function countRow(head: Head, row: RecordBatch): void {
  head.nextSequence += row.count;
  head.pendingRows += 1;
  head.pendingBytes += row.bytes;
  if (row.report) head.reportRows += 1;
  else head.pendingEvents += row.count;
}
