import type { ProblemLog } from '../shared/problem.js';
import type { OutboxMark } from '../shared/protocol.js';
import type { PipelineSettings } from '../shared/settings.js';
import { absorb, readLog } from './absorb.js';
import { appendEntries } from './append-entries.js';
import { appendReport } from './append-report.js';
import { buriedLetters, letterToBuried, maxDeadLetterBytes, purgeLetters, releaseParked, requeueLetters } from './dead-letters.js';
import { type Departure, type Departures, deliveredOf, departuresOfBatch } from './departures.js';
import { readSlice } from './export-events.js';
import { dropsOf, findPushes } from './find-pushes.js';
import { createFullDisk, isFull, unwrittenClaim } from './full-disk.js';
import { createHeadChange, isGood } from './head-change.js';
import { makeRoom } from './make-room.js';
import type { Outbox } from './outbox.js';
import { countDrops, type Head, headToCounters, isHead } from './outbox-head.js';
import type { OutboxStore, OutboxTables } from './outbox-store.js';
import { takeFrom } from './record-batch.js';
import { firstSchedule } from './retry-policy.js';
import { applySettlement } from './settlement.js';
import { behindFirst, oldestRows } from './stored-rows.js';
import { appendErasure, deleteEvents, endOutbox, eraseUser, holdsEvents, isWithdrawn, withoutEvents } from './withdrawal.js';

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
  /** Since when the page has consent, ms since the epoch. @default it always has */
  grantedAt?: number;
  /** See `HeadChangeParts`. @default none */
  mark?: OutboxMark | undefined;
  /** See `HeadChangeParts`. @default always 'outbox-lost' */
  lossReason?: () => 'outbox-lost' | 'outbox-corrupt';
  /** See `HeadChangeParts`. @default nobody is told */
  onCommit?: (mark: OutboxMark) => void;
  /** Told what has left the log, after the commit. @default nobody is told */
  onLeft?: (departures: Departures) => void;
}

export function createOutbox(parts: OutboxParts): Outbox {
  const {
    store,
    settings,
    now,
    newId,
    problems,
    roomReason = 'outbox-full',
    grantedAt = Number.POSITIVE_INFINITY,
    mark,
    lossReason = () => 'outbox-lost',
    onCommit = () => {},
    onLeft = () => {},
  } = parts;
  const fullDisk = createFullDisk();
  const { load, change, changeAs, hear } = createHeadChange({ ...parts, fullDisk, mark, lossReason, onCommit });
  const rowLimits = { events: settings.maxBatchEvents, bytes: settings.maxBatchBytes };
  const roomLimits = { events: settings.maxOutboxEvents, bytes: settings.maxOutboxBytes };
  const dropsOldest = settings.whenFull === 'drop-oldest';
  let prune = true;

  const sourceOf = (head: Head): string => `urn:igevents:${settings.site}:${head.outboxId}`;

  return {
    async append(pageId, entries) {
      const appended = await change(
        async (tables, head, page) => {
          const fresh = entries.filter((entry) => entry.n > (page?.n ?? 0));
          if (isWithdrawn(head, grantedAt)) {
            countDrops(head, { consent: fresh.reduce((sum, entry) => sum + ('dropped' in entry ? entry.dropped : 1), 0) });
            return { droppedForRoom: 0, withdrawnAt: head.withdrawn?.at };
          }
          const last = fresh[fresh.length - 1];
          if (!last) return { droppedForRoom: 0 };
          const { outboxId } = head;
          const room = dropsOldest ? undefined : roomLimits;
          const given = appendEntries(tables, head, fresh, {
            source: sourceOf(head),
            limits: rowLimits,
            room,
            reason: roomReason,
            now: now(),
          });
          tables.putPageMark(pageId, { n: last.n, at: now() });
          const made = await makeRoom(tables, head, roomLimits, roomReason);
          const left = [...given.left, ...made.left];
          return { droppedForRoom: given.dropped + made.dropped, outboxId, tracked: given.tracked, left, drops: dropsOf(head) };
        },
        (tables: OutboxTables) => tables.pageMark(pageId),
      );
      if (appended.outboxId) onLeft(appended);
      return appended;
    },

    async claim() {
      try {
        return await change(async (tables, head) => {
          head.fence += 1;
          head.progressAt = now();
          const claim = { fence: head.fence, outboxId: head.outboxId, schedule: { ...firstSchedule, ...head.schedule } };
          if (isWithdrawn(head, grantedAt)) return claim;
          await releaseParked(tables, head, now());
          await appendReport(tables, head, sourceOf(head), newId(), now());
          if (prune) await tables.deletePageMarksBefore(now() - pageMarkMs);
          prune = false;
          return claim;
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
          const isHeld = isWithdrawn(head, grantedAt);
          const wanted = behindFirst(skip, (row) => !fullDisk.isStuck(row) && !(isHeld && holdsEvents(row)));
          const { rows, hasNewer, hasJunk } = await oldestRows(tables, limit, wanted.accept);
          const isEmpty = !isHeld && skip === 0 && rows.length === 0 && !hasNewer && !fullDisk.hasStuck();
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
      const { outboxId } = claim;
      try {
        const settled = await changeAs(claim, async (tables, head) => {
          const { delivered, spilled } = await applySettlement(tables, head, taken, fates, now());
          head.duplicates += duplicates;
          head.schedule = schedule;
          // Without consent even the account of losses waits.
          if (!isWithdrawn(head, grantedAt)) await appendReport(tables, head, sourceOf(head), newId(), now());
          return { delivered, spilled };
        });
        if (settled) onLeft({ outboxId, left: departuresOfBatch(taken, fates, settled.spilled) });
        return settled && { delivered: settled.delivered };
      } catch (error) {
        if (!isFull(error)) throw error;
        fullDisk.keepSchedule(schedule);
        const settled = await store.transact('readwrite', async (tables) =>
          isGood(claim, await load(tables)) ? fullDisk.settle(tables, taken, fates) : undefined,
        );
        if (!settled) return undefined;
        fullDisk.settled(settled);
        onLeft({ outboxId, left: deliveredOf(departuresOfBatch(taken, fates)) });
        return { delivered: settled.delivered };
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
      const { outboxId, deliveredAt, schedule, progressAt = 0, pendingRows: rows } = written;
      return { outboxId, deliveredAt, schedule, progressAt, rows, counters: headToCounters(written, untold) };
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
    withdraw: (at, keep) =>
      change(async (tables, head) => {
        head.fence += 1;
        // Told late, a denial does not reach what was pushed with a newer consent.
        if (!keep && at >= (head.agreedAt ?? 0)) {
          Object.assign(head, await endOutbox(tables, head, newId(), sourceOf));
          await tables.deletePageMarksBefore(Number.POSITIVE_INFINITY);
        }
        head.withdrawn = { at: Math.max(at, head.withdrawn?.at ?? 0), isKept: keep };
      }).catch((error: unknown) => {
        if (keep || !isFull(error)) throw error;
        return store.transact('readwrite', deleteEvents);
      }),
    async erase(userId) {
      const { erased, ...departures } = await change(async (tables, head) => {
        const left: Departure[] = [];
        const erased = await eraseUser(tables, head, userId, left);
        appendErasure(tables, head, sourceOf(head), newId(), userId, now());
        return { erased, outboxId: head.outboxId, left };
      });
      onLeft(departures);
      return erased;
    },
    deadLetters: () => store.transact('readonly', async (tables) => (await buriedLetters(tables)).map(letterToBuried)),
    requeue: (ids) => change((tables, head) => requeueLetters(tables, head, ids)),
    purge: (ids) => change((tables, head) => purgeLetters(tables, head, ids)),
    slice: (after) => store.transact('readonly', (tables) => readSlice(tables, after)),
    read: (pages) => store.transact('readonly', async (tables) => readLog(tables, await load(tables), pages)),
    async absorb(left) {
      const absorbed = await change(async (tables, head) => {
        const given = isWithdrawn(head, grantedAt) ? withoutEvents(left) : left;
        const numbers = await absorb(tables, head, given, sourceOf(head), rowLimits, now());
        const room = await makeRoom(tables, head, roomLimits);
        return { from: left.head.outboxId, outboxId: head.outboxId, numbers, drops: dropsOf(head), left: room.left };
      });
      onLeft(absorbed);
      return absorbed;
    },
    find: (pageId, numbers) => store.transact('readonly', async (tables) => findPushes(tables, await load(tables), pageId, numbers)),
    close: () => store.close(),
  };
}
