import { dropsAfterAppend } from '../shared/cloud-event.js';
import type { Departure } from './departures.js';
import type { OutboxEntry } from './outbox.js';
import { countDrops, countRow, type Head } from './outbox-head.js';
import type { DeadLetter, OutboxTables } from './outbox-store.js';
import { type BatchLimits, eventText, pushOf, rowToTexts, textsToRows, textToEvent } from './record-batch.js';
import { oldestRows } from './stored-rows.js';

/** What an outbox in memory holds and has counted, on its way to the disk. */
export interface LeftLog {
  head: Head;
  /** Wire texts of the events that wait, in order. */
  texts: string[];
  letters: DeadLetter[];
  /** Pushes that were appended, per page: from number `from` to number `to`. */
  pages: ReadonlyMap<string, { from: number; to: number }>;
  /** An append to the disk that did not end in time: nobody can tell whether it has happened. */
  doubtful?: { pageId: string; entries: readonly OutboxEntry[] } | undefined;
}

/** Where on the disk is what was in memory. */
export interface Absorbed {
  /** The outbox in memory, which is no more. */
  from: string;
  outboxId: string;
  /** The sequences of what waits. Of what is missing here the disk knows already. */
  numbers: readonly { push: { pageId: string; n: number }; sequence: number }[];
  /** What the outbox has given up since it was born. */
  drops: number;
  /** What has left the log at once, for want of room. */
  left: readonly Departure[];
}

/** More rows than fit into memory's bound. */
const maxRows = 1_000_000;

/** Reads a whole log, inside the caller's transaction. It is small: memory has a bound of its own. */
export async function readLog(tables: OutboxTables, head: Head, pages: LeftLog['pages']): Promise<LeftLog> {
  const { rows } = await oldestRows(tables, maxRows, (row) => !row.report);
  return { head, texts: rows.flatMap(rowToTexts), letters: await tables.letters(), pages };
}

/**
 * Takes over what an outbox in memory holds and has counted, inside the caller's transaction.
 * An append to the disk may have succeeded although it was given up for lost; the pages' marks tell, and such events are taken once.
 *
 * @returns the new numbers.
 */
export async function absorb(
  tables: OutboxTables,
  head: Head,
  given: LeftLog,
  source: string,
  limits: BatchLimits,
  now: number,
): Promise<Absorbed['numbers']> {
  // Absorbed before, though nobody was told in time.
  if (await tables.pageMark(given.head.outboxId)) return [];
  tables.putPageMark(given.head.outboxId, { n: 1, at: now });
  let left = given;
  for (const [pageId, { to }] of given.pages) {
    const known = (await tables.pageMark(pageId))?.n ?? 0;
    left = withoutKnown(left, pageId, known);
    tables.putPageMark(pageId, { n: Math.max(known, to), at: now });
  }
  const events = left.texts.map(textToEvent);
  const numbered = events.map((event, index) => eventText(event, source, head.nextSequence + index));
  const numbers = numbered.flatMap((text, index) => {
    const push = pushOf(text);
    return push ? [{ push, sequence: head.nextSequence + index }] : [];
  });
  const rows = textsToRows(numbered, head.nextSequence, (index) => events[index]?.pushedAt ?? '', limits);
  for (const row of rows) {
    countRow(head, row);
    tables.putRow(row);
  }
  for (const letter of left.letters) {
    tables.putLetter({ ...letter, sequence: head.nextSequence, text: eventText(textToEvent(letter.text), source, head.nextSequence) });
    head.nextSequence += 1;
  }
  head.pendingEvents += left.head.parked;
  head.parked += left.head.parked;
  head.buried += left.head.buried;
  head.deadLetterBytes += left.head.deadLetterBytes;
  head.delivered += left.head.delivered;
  head.duplicates += left.head.duplicates;
  countDrops(head, left.head.dropped);
  // They were numbered where they were dropped; here the same gap keeps the collector's sum right.
  for (const reason of dropsAfterAppend) head.nextSequence += left.head.dropped[reason] ?? 0;
  for (const [reason, count] of Object.entries(left.head.rejected) as [keyof Head['rejected'], number][])
    head.rejected[reason] = (head.rejected[reason] ?? 0) + count;
  return numbers;
}

/** The log without what the disk has of a page up to number `known`: each push keeps one place in one account. */
function withoutKnown(left: LeftLog, pageId: string, known: number): LeftLog {
  const { from = 1, to = 0 } = left.pages.get(pageId) ?? {};
  let doubled = Math.min(known, to) - from + 1;
  if (doubled <= 0) return left;
  const isKnown = (text: string): boolean => {
    const push = pushOf(text);
    return push?.pageId === pageId && push.n <= known;
  };
  const head = structuredClone(left.head);
  const texts = left.texts.filter((text) => !isKnown(text));
  doubled -= left.texts.length - texts.length;
  const letters = left.letters.filter(({ text, bytes, retryAt }) => {
    if (!isKnown(text)) return true;
    doubled -= 1;
    if (retryAt === undefined) {
      head.buried -= 1;
      head.deadLetterBytes -= bytes;
    } else {
      head.parked -= 1;
    }
    return false;
  });
  for (const entry of left.doubtful?.pageId === pageId ? left.doubtful.entries : []) {
    if (entry.n > known || 'event' in entry) continue;
    const count = 'dropped' in entry ? entry.dropped : 1;
    doubled -= count;
    if ('dropped' in entry) countDrops(head, { [entry.reason ?? 'staging-full']: -count });
    else head.rejected[entry.rejected] = (head.rejected[entry.rejected] ?? 0) - count;
  }
  // Which counter the others are in nobody remembers; most were delivered. The sum is exact.
  const takeOff = (count: number): number => {
    const taken = Math.min(doubled, count);
    doubled -= taken;
    return count - taken;
  };
  head.delivered = takeOff(head.delivered);
  head.dropped = mapValues(head.dropped, takeOff);
  head.rejected = mapValues(head.rejected, takeOff);
  return { ...left, head, texts, letters };
}

function mapValues<Reason extends string>(
  counts: Partial<Record<Reason, number>>,
  change: (count: number) => number,
): Partial<Record<Reason, number>> {
  const changed: Partial<Record<Reason, number>> = {};
  for (const [reason, count] of Object.entries(counts) as [Reason, number][]) changed[reason] = change(count);
  return changed;
}
