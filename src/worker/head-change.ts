import type { ProblemLog } from '../shared/problem.js';
import type { OutboxMark } from '../shared/protocol.js';
import type { FullDisk } from './full-disk.js';
import type { Claim } from './outbox.js';
import { countDrops, type Head, isHead, newHead } from './outbox-head.js';
import { type OutboxStore, type OutboxTables, StoreError } from './outbox-store.js';
import { outboxIdOf } from './record-batch.js';
import { oldestRows, recount } from './stored-rows.js';

/** Transactions that change the outbox's state: the head is read first and written last, in one place. */
export interface HeadChange {
  load(tables: OutboxTables): Promise<Head>;
  /** `read` is what the work needs to know besides: asked for at once with the head, it costs no time of its own. */
  change<Result, Read = undefined>(work: Work<Result, Read>, read?: (tables: OutboxTables) => Promise<Read>): Promise<Result>;
  /** Another context has committed. @returns whether that is news. */
  hear(mark: OutboxMark): boolean;
  /** Runs `work` if the claim is still good. */
  changeAs<Result>(claim: Claim, work: (tables: OutboxTables, head: Head) => Promise<Result>): Promise<Result | undefined>;
}

export type Work<Result, Read> = (tables: OutboxTables, head: Head, read: Read | undefined) => Promise<Result>;

export interface HeadChangeParts {
  store: OutboxStore;
  now: () => number;
  newId: () => string;
  problems: ProblemLog;
  fullDisk: FullDisk;
  /** What is known of the outbox from earlier: when the database is empty nevertheless, this is lost, and counted. */
  mark: OutboxMark | undefined;
  /** Why an outbox that was known can be gone. */
  lossReason: () => 'outbox-lost' | 'outbox-corrupt';
  /** Told after each commit. */
  onCommit: (mark: OutboxMark) => void;
}

export function createHeadChange({ store, now, newId, problems, fullDisk, mark, lossReason, onCommit }: HeadChangeParts): HeadChange {
  let known = mark;

  async function stored(tables: OutboxTables): Promise<Head | undefined> {
    const head = await tables.head();
    if (head && Number(head.format) > 1) throw new StoreError('unavailable', 'a newer version of this library keeps the outbox');
    return isHead(head) ? head : undefined;
  }

  /** The account is unreadable or gone, the events are there: their outbox goes on behind them, and counts from now. */
  async function revive(tables: OutboxTables): Promise<Head | undefined> {
    const [oldest] = (await oldestRows(tables, 1)).rows;
    if (!oldest) return undefined;
    const head = newHead(outboxIdOf(oldest) ?? newId());
    head.nextSequence = (await recount(tables, head)).end;
    // Its commits are counted on, or everybody would take them for older ones.
    if (known?.outboxId === head.outboxId) head.revision = known.revision ?? 0;
    return head;
  }

  /** A new outbox where there is none. Another one than is known was made by somebody who has counted the loss. */
  function create(): Head {
    const head = newHead(newId());
    if (known) head.lost = { mark: { ...known, pending: 0, revision: -1 }, reason: lossReason() };
    return head;
  }

  /** Counts what was lost with the outbox before, as far as that has not been counted by somebody who knew less of it. @returns how much was lost. */
  function countLoss(head: Head): number {
    const { lost } = head;
    if (!known || !lost || known.outboxId !== lost.mark.outboxId || !isNewer(known, lost.mark)) return 0;
    const more = known.pending - lost.mark.pending;
    if (more !== 0) countDrops(head, { [lost.reason]: more });
    head.lost = { ...lost, mark: known };
    return more !== 0 ? known.pending : 0;
  }

  async function change<Result, Read>(work: Work<Result, Read>, read?: (tables: OutboxTables) => Promise<Read>): Promise<Result> {
    const { value, next, lost } = await store.transact('readwrite', async (tables) => {
      const [found, given] = await Promise.all([stored(tables), read?.(tables)]);
      const before = found ?? (await revive(tables));
      const head = before ?? create();
      if (before) await fullDisk.catchUp(tables, head);
      else fullDisk.begin(tables);
      const lost = countLoss(head);
      const result = await work(tables, head, given);
      head.revision = (head.revision ?? 0) + 1;
      tables.putHead(head);
      const next: OutboxMark = { outboxId: head.outboxId, pending: head.pendingEvents, failedOpens: 0, revision: head.revision };
      return { value: result, next, lost };
    });
    fullDisk.wrote();
    if (lost > 0)
      problems.report('outbox-lost', `The browser has deleted the outbox; ${lost} events were waiting in it when it was last seen.`);
    if (known?.outboxId !== next.outboxId || isNewer(next, known)) known = next;
    onCommit(next);
    return value;
  }

  return {
    load: async (tables) => (await stored(tables)) ?? newHead(newId()),
    change,
    hear(mark) {
      if (mark.outboxId !== known?.outboxId || !isNewer(mark, known)) return false;
      known = mark;
      return true;
    },
    changeAs: (claim, work) =>
      change(async (tables, head) => {
        if (!isGood(claim, head)) return undefined;
        head.progressAt = now();
        return work(tables, head);
      }),
  };
}

function isNewer({ revision = 0 }: OutboxMark, { revision: other = 0 }: OutboxMark): boolean {
  return revision > other;
}

export function isGood(claim: Claim, head: Head): boolean {
  return head.fence === claim.fence && head.outboxId === claim.outboxId;
}
