import type { Head } from '../../src/worker/outbox-head.js';
import { rowToTexts, sequenceOf } from '../../src/worker/record-batch.js';
import type { DiskImage } from './disk-image.js';
import { type Facts, idsIn, type Violation } from './facts.js';

/** What a commit is judged by. */
export interface CommitCheckParts {
  /** The bounds that appends must keep. */
  maxOutboxEvents: number;
  maxOutboxBytes: number;
  isStored: (id: string) => boolean;
}

/** One transaction that has been committed, by the thread of that name. */
export interface Commit {
  thread: string;
  before: DiskImage;
  after: DiskImage;
}

type Row = DiskImage['rows'][number] & { count?: number; bytes?: number; body?: unknown; report?: boolean; format?: number };

/** Checks what one transaction did to the disk. Updates the facts on the way. */
export function checkCommit(commit: Commit, facts: Facts, parts: CommitCheckParts): Violation | undefined {
  const { before, after } = commit;
  const head = after.head;
  if (!head) return before.head && broken('I4', `${commit.thread} has removed the outbox`);
  return (
    checkNumbers(commit, head, facts) ??
    checkRemoved(commit, head, facts, parts) ??
    checkConservation(head, facts) ??
    checkHead(after, head) ??
    checkBounds(commit, head, parts)
  );
}

/** I6: numbers grow, name one event, and an event has one. */
function checkNumbers({ thread, before, after }: Commit, head: Head, facts: Facts): Violation | undefined {
  const last = before.head;
  if (last?.outboxId === head.outboxId && head.nextSequence < last.nextSequence)
    return broken('I6', `${thread} set the numbering of ${head.outboxId} back`);
  const old = new Set(before.rows);
  for (const row of after.rows) {
    if (old.has(row) || !isReadable(row)) continue;
    for (const text of rowToTexts(row)) {
      const id = idsIn({ text })[0] ?? `report ${sequenceOf(text)}`;
      const number = `${head.outboxId} ${sequenceOf(text)}`;
      if (sequenceOf(text) >= head.nextSequence)
        return broken('I6', `${thread} gave ${id} the number ${number}, which will be given again`);
      const known = facts.named.get(number) ?? id;
      const knownNumber = facts.named.get(`${head.outboxId} ${id}`) ?? number;
      if (known !== id) return broken('I6', `${thread} gave ${id} the number of ${known}`);
      if (knownNumber !== number) return broken('I6', `${thread} appended ${id} twice, as ${knownNumber} and ${number}`);
      facts.named.set(number, id).set(`${head.outboxId} ${id}`, number);
    }
  }
  return undefined;
}

/** I4, I5: what leaves has been stored, or is counted; and only the newest claim lets delivered events leave. */
function checkRemoved({ thread, before, after }: Commit, head: Head, facts: Facts, parts: CommitCheckParts): Violation | undefined {
  if ((before.head?.fence ?? 0) < head.fence) facts.claimant = thread;
  if (before.rows === after.rows && before.letters === after.letters) return undefined;
  const kept = new Set<object>([...after.rows, ...after.letters.values()]);
  const gone = [...before.rows, ...before.letters.values()].filter((holder) => !kept.has(holder) && !isBuried(holder));
  const old = new Set<object>([...before.rows, ...before.letters.values()]);
  const come = new Set([...after.rows, ...after.letters.values()].filter((holder) => !old.has(holder)).flatMap(idsIn));
  const left = gone.flatMap(idsIn).filter((id) => !come.has(id));
  const unstored = left.filter((id) => !parts.isStored(id) && !facts.ruined.has(id));
  const counted = Math.max(0, givenUp(head) - (before.head ? givenUp(before.head) : 0));
  if (unstored.length > counted)
    return broken('I4', `${thread} removed ${unstored.join(' ')}, which the collector has not stored, and counted ${counted}`);
  const delivered = head.delivered - (before.head?.delivered ?? 0);
  const isOther = thread !== facts.claimant && !facts.everFull;
  if (isOther && left.length > 0 && delivered > 0 && counted === 0)
    return broken('I5', `${thread} removed delivered events although ${facts.claimant} has claimed the outbox`);
  return undefined;
}

/** I1, as the disk sees it: every push that a commit has counted is in exactly one of the head's counters. */
function checkConservation(head: Head, facts: Facts): Violation | undefined {
  const heads = [...facts.deletedHeads, head];
  const sum = heads.reduce((total, each) => total + totalOf(each), 0);
  const pushes = facts.newerEvents + countedPushes(facts);
  if (facts.deletions > 0 ? sum >= pushes : sum === pushes) return undefined;
  return broken('I1', `the outbox accounts for ${sum} pushes, and ${pushes} were appended: ${JSON.stringify(head)}`);
}

/** The head tells the truth about the rows. */
function checkHead({ rows, letters, marks }: DiskImage, head: Head): Violation | undefined {
  const held: readonly Row[] = rows;
  // With junk among them, or after delivery from a full disk, it is corrected later.
  if (!marks.has('#told') || held.some((row) => !(typeof row.count === 'number' && row.count > 0))) return undefined;
  const asides = [...letters.values()];
  const parked = asides.filter(({ retryAt }) => retryAt !== undefined).length;
  const found = {
    pendingRows: held.length,
    pendingEvents:
      parked +
      sumOf(
        held.filter(({ report }) => !report),
        ({ count = 0 }) => count,
      ),
    pendingBytes: sumOf(held, ({ bytes = 0 }) => bytes),
    reportRows: held.filter(({ report }) => report).length,
    parked,
    deadLetterBytes: sumOf(
      asides.filter(({ retryAt }) => retryAt === undefined),
      ({ bytes }) => bytes,
    ),
  };
  for (const [name, value] of Object.entries(found) as [keyof typeof found, number][])
    if (head[name] !== value) return broken('I1', `the head says ${name} ${head[name]}, and the rows say ${value}`);
  return undefined;
}

/** I8: an append keeps the bounds, as far as what it may give up goes. */
function checkBounds(
  { thread, before, after }: Commit,
  head: Head,
  { maxOutboxEvents, maxOutboxBytes }: CommitCheckParts,
): Violation | undefined {
  const isAppend =
    head.nextSequence > (before.head?.nextSequence ?? 1) &&
    [...after.marks].some(([id, mark]) => id !== '#told' && before.marks.get(id)?.n !== mark.n);
  const held: readonly Row[] = after.rows;
  const ours = held.filter((row) => isReadable(row) && !row.report);
  if (!isAppend || ours.length === 0) return undefined;
  if (head.pendingEvents > maxOutboxEvents || head.pendingBytes > maxOutboxBytes)
    return broken(
      'I8',
      `${thread} left ${head.pendingEvents} events of ${head.pendingBytes} bytes in an outbox for ${maxOutboxEvents} of ${maxOutboxBytes}`,
    );
  return undefined;
}

function countedPushes({ counted }: Pick<Facts, 'counted'>): number {
  return sumOf([...counted.values()].flat(), ([from, to]) => to - from + 1);
}

/** All that an outbox accounts for. Guesses at what was lost with a database are about another one's events. */
function totalOf(head: Head): number {
  return head.delivered + head.pendingEvents + givenUp(head) + sumOf(Object.values(head.rejected), (count) => count);
}

/** Events that an outbox has given up, and counted. */
export function givenUp({ dropped, buried }: Head): number {
  const { 'outbox-lost': _lost, 'outbox-corrupt': _corrupt, ...own } = dropped;
  return buried + sumOf(Object.values(own), (count) => count);
}

function isReadable(
  row: Row,
): row is Row & { format: 1; count: number; bytes: number; body: string; first: number; firstAt: string; report: boolean } {
  return row.format === 1 && typeof row.body === 'string' && typeof row.count === 'number' && row.count > 0;
}

function isBuried(holder: object): boolean {
  return 'text' in holder && !('retryAt' in holder);
}

function sumOf<Item>(items: readonly Item[], measure: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + measure(item), 0);
}

function broken(invariant: string, sentence: string): Violation {
  return { invariant, sentence };
}
