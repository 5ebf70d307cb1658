import type { EnrichedEvent } from '../shared/event.js';
import type { ProblemLog, RejectReason } from '../shared/problem.js';
import type { BuriedEvent, Counters, OutboxMark } from '../shared/protocol.js';
import type { PipelineSettings } from '../shared/settings.js';
import { absorb, type LeftLog, readLog } from './absorb.js';
import { appendEntries } from './append-entries.js';
import { appendReport } from './append-report.js';
import { buriedLetters, letterToBuried, maxDeadLetterBytes, purgeLetters, releaseParked, requeueLetters } from './dead-letters.js';
import { createFullDisk, isFull, unwrittenClaim } from './full-disk.js';
import { createHeadChange, isGood } from './head-change.js';
import { makeRoom } from './make-room.js';
import { type Head, headToCounters, isHead } from './outbox-head.js';
import type { OutboxStore, OutboxTables } from './outbox-store.js';
import { type BatchLimits, type TakenBatch, takeFrom } from './record-batch.js';
import { firstSchedule, type Schedule } from './retry-policy.js';
import { applySettlement, type Fates } from './settlement.js';
import { behindFirst, oldestRows } from './stored-rows.js';

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
  /** Another context has changed the outbox. */
  hear(mark: OutboxMark): void;
  /** All that it holds, for another outbox to absorb. */
  read(pages: LeftLog['pages']): Promise<LeftLog>;
  /** Takes over what an outbox in memory holds and has counted. */
  absorb(left: LeftLog): Promise<void>;
  close(): void;
}

/** One push on its way into the log, or what became of it before. Each number has exactly one entry. */
export type OutboxEntry = { n: number; event: EnrichedEvent } | { n: number; rejected: RejectReason } | { n: number; dropped: number };

export interface Appended {
  /** Events that were given up for want of room. */
  droppedForRoom: number;
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
}

/** Most rows read at once, for rows of one event each. */
const maxRows = 500;
/** How long a page's high-water mark is kept after its last append, ms: no page hands over events older than that. */
const pageMarkMs = 30 * 24 * 3_600_000;

export interface OutboxParts {
  store: OutboxStore;
  settings: Pick<PipelineSettings, 'site' | 'maxBatchEvents' | 'maxBatchBytes' | 'maxOutboxEvents' | 'maxOutboxBytes' | 'whenFull'>;
  now: () => number;
  newId: () => string;
  problems: ProblemLog;
  /** What is counted when room is made: a bound of the log, or of memory while the disk is refused. @default 'outbox-full' */
  roomReason?: 'outbox-full' | 'quota';
  /** See `HeadChangeParts`. @default none */
  mark?: OutboxMark | undefined;
  /** See `HeadChangeParts`. @default always 'outbox-lost' */
  lossReason?: () => 'outbox-lost' | 'outbox-corrupt';
  /** See `HeadChangeParts`. @default nobody is told */
  onCommit?: (mark: OutboxMark) => void;
}

export function createOutbox(parts: OutboxParts): Outbox {
  const {
    store,
    settings,
    now,
    newId,
    problems,
    roomReason = 'outbox-full',
    mark,
    lossReason = () => 'outbox-lost',
    onCommit = () => {},
  } = parts;
  const fullDisk = createFullDisk();
  const { load, change, changeAs, hear } = createHeadChange({ ...parts, fullDisk, mark, lossReason, onCommit });
  const rowLimits = { events: settings.maxBatchEvents, bytes: settings.maxBatchBytes };
  const roomLimits = { events: settings.maxOutboxEvents, bytes: settings.maxOutboxBytes };
  const dropsOldest = settings.whenFull === 'drop-oldest';
  let prune = true;

  const sourceOf = (head: Head): string => `urn:igevents:${settings.site}:${head.outboxId}`;

  return {
    append: (pageId, entries) =>
      change(
        async (tables, head, page) => {
          const fresh = entries.filter((entry) => entry.n > (page?.n ?? 0));
          const last = fresh[fresh.length - 1];
          if (!last) return { droppedForRoom: 0 };
          const given = appendEntries(tables, head, fresh, sourceOf(head), rowLimits, dropsOldest ? undefined : roomLimits, roomReason);
          tables.putPageMark(pageId, { n: last.n, at: now() });
          const room = await makeRoom(tables, head, roomLimits, roomReason);
          return { droppedForRoom: given + room };
        },
        (tables: OutboxTables) => tables.pageMark(pageId),
      ),

    async claim() {
      try {
        return await change(async (tables, head) => {
          head.fence += 1;
          head.progressAt = now();
          await releaseParked(tables, head, now());
          await appendReport(tables, head, sourceOf(head), newId(), now());
          if (prune) await tables.deletePageMarksBefore(now() - pageMarkMs);
          prune = false;
          return { fence: head.fence, outboxId: head.outboxId, schedule: { ...firstSchedule, ...head.schedule } };
        });
      } catch (error) {
        if (!isFull(error)) throw error;
        return store.transact('readonly', async (tables) => unwrittenClaim(await load(tables), fullDisk.schedule()));
      }
    },

    async oldest(limits, skip = 0) {
      for (;;) {
        const { taken, isDamaged, hasNewer } = await store.transact('readonly', async (tables) => {
          const head = await load(tables);
          // The average row tells how many rows a batch needs, so that a backlog of large rows is not read for the sake of one.
          const rowBytes = Math.max(1, head.pendingBytes / Math.max(1, head.pendingRows));
          const limit = Math.min(maxRows, limits.events + 1 + skip, Math.ceil(limits.bytes / rowBytes) + 2 + skip);
          const wanted = behindFirst(skip, (row) => !fullDisk.isStuck(row));
          const { rows, hasNewer, hasJunk } = await oldestRows(tables, limit, wanted.accept);
          const isEmpty = skip === 0 && rows.length === 0 && !hasNewer && !fullDisk.hasStuck();
          // Chromium repairs its files by giving up what it cannot read: rows may be gone while the head is there.
          const isDamaged = hasJunk || (isEmpty && head.pendingEvents > head.parked);
          const batch = takeFrom(rows, limits, wanted.rest() + fullDisk.doneOf(rows[0]));
          if (!batch) return { hasNewer, isDamaged, taken: undefined };
          const inRows = batch.rows.reduce((sum, row) => sum + row.count, 0);
          const more = batch.rows.length < head.pendingRows || batch.offset + batch.count < inRows;
          return { hasNewer, isDamaged, taken: { ...batch, more, canBury: head.deadLetterBytes + batch.bytes <= maxDeadLetterBytes } };
        });
        if (hasNewer)
          problems.report('newer-rows', 'Events of a newer version of this library wait on the device; they are kept until it runs again.');
        if (!isDamaged) return taken;
        try {
          await change(fullDisk.count);
        } catch (error) {
          if (isFull(error)) return taken;
          throw error;
        }
      }
    },

    async settle(claim, taken, fates, schedule, duplicates = 0) {
      try {
        return await changeAs(claim, async (tables, head) => {
          const delivered = await applySettlement(tables, head, taken, fates, now());
          head.duplicates += duplicates;
          head.schedule = schedule;
          await appendReport(tables, head, sourceOf(head), newId(), now());
          return { delivered };
        });
      } catch (error) {
        if (!isFull(error)) throw error;
        fullDisk.keepSchedule(schedule);
        const settled = await store.transact('readwrite', async (tables) =>
          isGood(claim, await load(tables)) ? fullDisk.settle(tables, taken, fates) : undefined,
        );
        if (settled) fullDisk.settled(settled);
        return settled;
      }
    },

    async reschedule(claim, schedule) {
      try {
        const write = async (_tables: OutboxTables, head: Head): Promise<true> => {
          head.schedule = schedule;
          return true;
        };
        return (await changeAs(claim, write)) ?? false;
      } catch (error) {
        if (!isFull(error)) throw error;
        fullDisk.keepSchedule(schedule);
        return true;
      }
    },

    async account() {
      const [head, untold] = await store.transact('readonly', (tables) => Promise.all([tables.head(), fullDisk.untold(tables)]));
      // A new outbox is written down before its name is told.
      const written = isHead(head) ? head : await change(async (_tables, created) => created);
      const { outboxId, deliveredAt, schedule, progressAt = 0 } = written;
      return { outboxId, deliveredAt, schedule, progressAt, counters: headToCounters(written, untold) };
    },

    lease: (holder, leaseMs) =>
      change(async (_tables, head) => {
        const idleMs = now() - (head.progressAt ?? 0);
        const isOthers = head.holder !== undefined && head.holder !== holder;
        if (isOthers && (leaseMs === 0 || (idleMs >= 0 && idleMs < leaseMs))) return false;
        head.holder = leaseMs > 0 ? holder : undefined;
        head.progressAt = now();
        return true;
      }).catch((error: unknown) => {
        // Where nothing can be written, the lease goes as well.
        if (isFull(error)) return true;
        throw error;
      }),

    hear,
    deadLetters: () => store.transact('readonly', async (tables) => (await buriedLetters(tables)).map(letterToBuried)),
    requeue: (ids) => change((tables, head) => requeueLetters(tables, head, ids)),
    purge: (ids) => change((tables, head) => purgeLetters(tables, head, ids)),
    read: (pages) => store.transact('readonly', async (tables) => readLog(tables, await load(tables), pages)),
    absorb: (left) =>
      change(async (tables, head) => {
        await absorb(tables, head, left, sourceOf(head), rowLimits, now());
        await makeRoom(tables, head, roomLimits);
      }),
    close: () => store.close(),
  };
}
