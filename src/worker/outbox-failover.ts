import type { ProblemLog } from '../shared/problem.js';
import type { BuriedEvent } from '../shared/protocol.js';
import type { Absorbed, LeftLog } from './absorb.js';
import type { Environment } from './environment.js';
import type { FoundPushes } from './find-pushes.js';
import type { Flusher } from './flusher.js';
import type { Appended, Outbox, OutboxAccount, OutboxEntry } from './outbox.js';
import { headToCounters, sumCounters } from './outbox-head.js';
import { StoreError } from './outbox-store.js';
import { pushOf } from './record-batch.js';
import { createTurns, type Turns } from './turns.js';

/** Where appended events go: to the disk, or, while the browser refuses the disk, to an outbox in memory that is flushed as well. */
export interface OutboxFailover {
  append(pageId: string, entries: readonly OutboxEntry[]): Promise<Placed>;
  /** The outbox in memory while there is one, and its flusher. */
  memory(): MemoryOutbox | undefined;
  /** Of the disk where it answers, and of the memory. */
  deadLetters(): Promise<BuriedEvent[]>;
  requeue(ids?: readonly string[]): Promise<number>;
  purge(ids?: readonly string[]): Promise<number>;
  /** The account of the disk, as it was last known where it does not answer, and of the memory. */
  account(): Promise<OutboxAccount>;
  /** Looks for pushes of a page in memory and on the disk. Undefined where that cannot tell. */
  find(pageId: string, numbers: ReadonlySet<number>): Promise<FoundPushes[] | undefined>;
  /** Deletes the events of a user wherever they wait, and asks the collector to; a disk that refuses is made to when it answers again. @returns how many were deleted. */
  erase(userId: string): Promise<number>;
  /** Forgets what is in memory, and takes nothing more. */
  discard(): void;
  /** Resolves when nothing of the memory is on its way. */
  whenIdle(): Promise<void>;
  close(): void;
}

export interface Placed extends Appended {
  /** False for events that are in memory: they are durable when they have been delivered or moved. */
  isDurable: boolean;
}

export interface MemoryOutbox {
  outbox: Outbox;
  flusher: Flusher;
}

/** First and longest wait until the disk is tried again, ms. A full disk may stay so for days. */
const firstRetryMs = 1_000;
const lastRetryMs = 60_000;
/** How long an account waits for a disk that is in trouble, ms. */
const accountMs = 1_000;

export interface OutboxFailoverParts {
  disk: Outbox;
  /** Makes an outbox in memory whose flusher takes `turns` for a lock; `onSettled` is told after events have left it. */
  createMemory: (turns: Turns, onSettled: () => void) => MemoryOutbox;
  environment: Pick<Environment, 'schedule'>;
  problems: ProblemLog;
  /** Everything that a page has pushed up to number `n` is on the disk, or delivered, or counted. */
  onDurable: (pageId: string, n: number) => void;
  /** The disk has got events that it has to send. */
  onMoved: () => void;
  /** What was in memory has other numbers now. @default nobody is told */
  onAbsorbed?: (absorbed: Absorbed) => void;
  /** The browser cannot read the database. */
  onCorrupt: () => void;
}

export function createOutboxFailover(parts: OutboxFailoverParts): OutboxFailover {
  const { disk, createMemory, environment, problems, onDurable, onMoved, onAbsorbed = () => {}, onCorrupt } = parts;
  const appends = createTurns();
  const flushes = createTurns();
  let memory: MemoryOutbox | undefined;
  /** Pushes that are or were in memory, per page. */
  let pages: LeftLog['pages'] = new Map();
  /** A log whose move did not end in time: it may be on the disk, so it is not sent, and only moved once more. */
  let unsure: LeftLog | undefined;
  let doubtful: LeftLog['doubtful'];
  /** Users of whom the disk still has events, because it has refused to change. */
  const unerased = new Set<string>();
  let cancelRetry = (): void => {};
  let lastOfDisk: OutboxAccount | undefined;
  let closed = false;

  async function place(pageId: string, entries: readonly OutboxEntry[]): Promise<Placed> {
    if (!memory) {
      try {
        return { ...(await disk.append(pageId, entries)), isDurable: true };
      } catch (error) {
        if (isHung(error)) doubtful = { pageId, entries };
        // There is no consent any more: nothing begins anew.
        if (closed) throw error;
        memory ??= fallBack(error);
      }
    }
    const known = pages.get(pageId);
    const last = entries[entries.length - 1]?.n ?? 0;
    pages = new Map(pages).set(pageId, { from: known?.from ?? firstOf(entries), to: Math.max(known?.to ?? 0, last) });
    const appended = await memory.outbox.append(pageId, entries);
    if (appended.droppedForRoom > 0 || !entries.some((entry) => 'event' in entry && !entry.complaint)) void tellPages();
    memory.flusher.notify(entries.some((entry) => 'event' in entry && entry.event.isUrgent));
    return { ...appended, isDurable: false };
  }

  async function erase(userId: string): Promise<number> {
    let erased = 0;
    try {
      erased = await disk.erase(userId);
    } catch (error) {
      if (closed) throw error;
      unerased.add(userId);
      memory ??= fallBack(error);
    }
    return erased + ((await memory?.outbox.erase(userId)) ?? 0);
  }

  function fallBack(error: unknown): MemoryOutbox {
    problems.report(
      'storage-unavailable',
      `The browser refuses the disk: ${String(error)}. Events are kept in memory and sent from there until it takes them again.`,
    );
    noteCorruption(error);
    retryIn(firstRetryMs);
    return createMemory(flushes, () => void tellPages());
  }

  function noteCorruption(error: unknown): void {
    if (error instanceof StoreError && error.kind === 'corrupt') onCorrupt();
  }

  /** Tells each page how far its pushes have left the memory. */
  async function tellPages(): Promise<void> {
    if (!memory) return;
    // Those of now: what is appended while the memory is read is not in what was read.
    const reached = pages;
    const { texts, letters } = await memory.outbox.read(reached);
    const waiting = firstNumbers([...texts, ...letters.filter(({ retryAt }) => retryAt !== undefined).map(({ text }) => text)]);
    for (const [pageId, { to }] of reached) if (!unsure?.pages.has(pageId)) onDurable(pageId, (waiting.get(pageId) ?? to + 1) - 1);
  }

  function retryIn(ms: number): void {
    cancelRetry();
    if (!closed) cancelRetry = environment.schedule(() => void retry(Math.min(2 * ms, lastRetryMs)), ms);
  }

  async function retry(nextRetryMs: number): Promise<void> {
    try {
      // Asked before, so that nothing has to wait for a disk that hangs.
      await disk.account();
      await appends.run(() => flushes.run(move));
      onMoved();
    } catch (error) {
      noteCorruption(error);
      retryIn(nextRetryMs);
    }
  }

  /** Moves everything to the disk that answers again. */
  async function move(): Promise<void> {
    if (unsure) {
      onAbsorbed(await disk.absorb(unsure));
      tellMoved(unsure);
      unsure = undefined;
    }
    // A second request, behind what the disk has sent of the user meanwhile.
    for (const userId of unerased) {
      await disk.erase(userId);
      unerased.delete(userId);
    }
    if (!memory) return;
    const left = { ...(await memory.outbox.read(pages)), doubtful };
    try {
      onAbsorbed(await disk.absorb(left));
      tellMoved(left);
    } catch (error) {
      if (!isHung(error)) throw error;
      unsure = left;
    }
    memory.flusher.close();
    pages = new Map();
    doubtful = undefined;
    memory = unsure && createMemory(flushes, () => void tellPages());
    if (unsure) throw new StoreError('hung', 'the move to the disk did not end in time');
  }

  function tellMoved(left: LeftLog): void {
    for (const [pageId, { to }] of left.pages) onDurable(pageId, to);
  }

  async function account(): Promise<OutboxAccount> {
    try {
      if (!memory) lastOfDisk = await disk.account();
    } catch (error) {
      memory ??= fallBack(error);
    }
    if (!memory) return lastOfDisk ?? disk.account();
    const ofMemory = await memory.outbox.account();
    const given = new Promise<undefined>((resolve) => environment.schedule(() => resolve(undefined), accountMs));
    lastOfDisk = (await Promise.race([disk.account().catch(() => undefined), given])) ?? lastOfDisk;
    const counters = [ofMemory.counters, ...(unsure ? [headToCounters(unsure.head)] : []), ...(lastOfDisk ? [lastOfDisk.counters] : [])];
    return { ...(lastOfDisk ?? ofMemory), counters: counters.reduce(sumCounters) };
  }

  async function fromBoth<Value>(ask: (outbox: Outbox) => Promise<Value>): Promise<Value[]> {
    if (!memory) return [await ask(disk)];
    const ofDisk = await ask(disk).then(
      (value) => [value],
      () => [],
    );
    return [...ofDisk, await ask(memory.outbox)];
  }

  function close(): void {
    closed = true;
    cancelRetry();
    memory?.flusher.close();
  }

  return {
    append: (pageId, entries) => appends.run(() => place(pageId, entries)),
    memory: () => memory,
    account,
    erase: (userId) => appends.run(() => erase(userId)),
    deadLetters: async () => (await fromBoth((outbox) => outbox.deadLetters())).flat(),
    requeue: async (ids) => sum(await fromBoth((outbox) => outbox.requeue(ids))),
    purge: async (ids) => sum(await fromBoth((outbox) => outbox.purge(ids))),
    async find(pageId, numbers) {
      if (unsure) return undefined;
      // Memory first: what is moved meanwhile is found on the disk.
      const inMemory = await memory?.outbox.find(pageId, numbers);
      const onDisk = await disk.find(pageId, numbers);
      return inMemory ? [inMemory, onDisk] : [onDisk];
    },
    whenIdle: () => flushes.run(async () => {}),
    discard() {
      close();
      memory = undefined;
      unsure = doubtful = undefined;
      unerased.clear();
      pages = new Map();
    },
    close,
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function isHung(error: unknown): boolean {
  return error instanceof StoreError && error.kind === 'hung';
}

/** The first push that entries stand for: an entry of drops is numbered by its last. */
function firstOf([first]: readonly OutboxEntry[]): number {
  if (!first) return 0;
  return 'dropped' in first ? first.n - first.dropped + 1 : first.n;
}

/** The lowest push number of each page among wire texts. */
function firstNumbers(texts: readonly string[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const text of texts) {
    const { pageId, n } = pushOf(text) ?? {};
    if (pageId !== undefined && n !== undefined) numbers.set(pageId, Math.min(numbers.get(pageId) ?? n, n));
  }
  return numbers;
}
