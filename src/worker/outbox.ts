import type { EnrichedEvent } from '../shared/event.js';
import type { RejectReason } from '../shared/problem.js';
import type { BuriedEvent, Counters, OutboxMark, StagingDropRecord } from '../shared/protocol.js';
import type { Absorbed, LeftLog } from './absorb.js';
import type { Departure } from './departures.js';
import type { OutboxSlice } from './export-events.js';
import type { FoundPushes } from './find-pushes.js';
import type { BatchLimits, TakenBatch } from './record-batch.js';
import type { Schedule } from './retry-policy.js';
import type { Fates } from './settlement.js';

/** The durable log between the pipeline and the flusher. Each method is one transaction. */
export interface Outbox {
  /**
   * Makes entries durable: resolves after the transaction has completed.
   * Entries that this page has appended before are recognised by their number and left out.
   */
  append(pageId: string, entries: readonly OutboxEntry[]): Promise<Appended>;
  /**
   * Makes the caller the one who may change rows, until the next claim. Puts parked events back that are due,
   * and appends a report when something was given up since the last one.
   */
  claim(): Promise<Claim>;
  /** The oldest events within the limits, at least one; undefined when none waits. `skip` leaves so many of the very first out. */
  oldest(limits: BatchLimits, skip?: number): Promise<OldestBatch | undefined>;
  /** Ends an attempt: events leave by their fate, and the schedule is kept. Undefined, and nothing done, when somebody else has claimed. */
  settle(claim: Claim, taken: TakenBatch, fates: Fates, schedule: Schedule, duplicates?: number): Promise<Settled | undefined>;
  /** Keeps a schedule. False when somebody else has claimed. */
  reschedule(claim: Claim, schedule: Schedule): Promise<boolean>;
  account(): Promise<OutboxAccount>;
  /** Makes `holder` the one who flushes, unless somebody else is at it and made progress within `leaseMs`; 0 gives the lease back. */
  lease(holder: string, leaseMs: number): Promise<boolean>;
  deadLetters(): Promise<BuriedEvent[]>;
  requeue(ids?: readonly string[]): Promise<number>;
  purge(ids?: readonly string[]): Promise<number>;
  /** Another context has changed the outbox. @returns whether that is news. */
  hear(mark: OutboxMark): boolean;
  /** The visitor has withdrawn the consent at `at`: deletes what waits, unless `keep` is set, and takes nothing more from pages whose consent is older. */
  withdraw(at: number, keep: boolean): Promise<void>;
  /** Deletes the events of a user and appends the request that the collector do the same. @returns how many were deleted. */
  erase(userId: string): Promise<number>;
  /** The texts behind row number `after`, in parts that fit into a message. */
  slice(after: number): Promise<OutboxSlice>;
  /** All that it holds, for another outbox to absorb. */
  read(pages: LeftLog['pages']): Promise<LeftLog>;
  /** Takes over what an outbox in memory holds and has counted. */
  absorb(left: LeftLog): Promise<Absorbed>;
  /** Looks for pushes of a page. */
  find(pageId: string, numbers: ReadonlySet<number>): Promise<FoundPushes>;
  close(): void;
}

/** One push on its way into the log, or what became of it before. Each number has exactly one entry. */
export type OutboxEntry = EventEntry | { n: number; rejected: RejectReason } | StagingDropRecord;

export interface EventEntry {
  n: number;
  event: EnrichedEvent;
  /** The page wants to hear what becomes of it. */
  track?: true;
  /** It is not to be sent: it becomes a dead letter at once. */
  complaint?: Complaint;
}

/** Why an event is put aside before it was ever sent. */
export interface Complaint {
  code: string;
  detail: string;
}

export interface Appended {
  /** When the consent was withdrawn, ms since the epoch, if it was: nothing was kept, and all counted as dropped. */
  withdrawnAt?: number | undefined;
  /** Events that were given up for want of room. */
  droppedForRoom: number;
  /** Which outbox gave the numbers. */
  outboxId?: string;
  /** The sequences of those that the page tracks, by the numbers of their pushes. @default none */
  tracked?: ReadonlyMap<number, number>;
  /** What has left the log. @default nothing */
  left?: readonly Departure[];
  /** What the outbox has given up since it was born. */
  drops?: number;
}

export interface OldestBatch extends TakenBatch {
  /** True when events wait behind these. */
  more: boolean;
  /** False when the table of dead letters is full. */
  canBury: boolean;
}

/** The right to change rows: void as soon as somebody else claims, or the database is another one. */
export interface Claim {
  fence: number;
  outboxId: string;
  schedule: Schedule;
}

export interface Settled {
  delivered: number;
}

export interface OutboxAccount {
  outboxId: string;
  counters: Counters;
  deliveredAt: number | undefined;
  schedule: Schedule;
  /** When a flush last made progress, ms since the epoch. */
  progressAt: number;
  /** Rows that wait, those included that nobody has pushed. */
  rows: number;
}
