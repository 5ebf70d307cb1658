import { type ErasureData, erasureType } from '../shared/cloud-event.js';
import type { LeftLog } from './absorb.js';
import { type Departure, departuresOfTexts } from './departures.js';
import { countDrops, countRow, type Head, newHead } from './outbox-head.js';
import type { OutboxTables } from './outbox-store.js';
import { eventText, type RecordBatch, rowToTexts, textToEvent, toRow, withTexts } from './record-batch.js';
import { isReadable } from './stored-rows.js';

/** Rows looked at in one step. */
const stepRows = 100;

/** How a request of deletion begins, and no other text. */
const erasureStart = `{"specversion":"1.0","type":"${erasureType}"`;

/**
 * True when the page may keep or send nothing in this outbox. A withdrawal is never forgotten: a page that has not heard of it may still have
 * the consent of before, while another has a newer one.
 */
export function isWithdrawn(head: Head, grantedAt: number): boolean {
  if (Number.isFinite(grantedAt)) head.agreedAt = Math.max(grantedAt, head.agreedAt ?? 0);
  return head.withdrawn !== undefined && grantedAt <= head.withdrawn.at;
}

/**
 * Ends an outbox because the visitor has withdrawn the consent, inside the caller's transaction: what waits is deleted and counted, and a new
 * outbox begins, so that what may follow cannot be joined to what was. Requests of deletion stay and are numbered anew.
 *
 * @returns the new head.
 */
export async function endOutbox(tables: OutboxTables, head: Head, newId: string, sourceOf: (head: Head) => string): Promise<Head> {
  const requests: string[] = [];
  await eachRow(tables, (row) => {
    if (row.body.includes(erasureStart)) requests.push(...rowToTexts(row).filter(isErasure));
  });
  const letters = await tables.letters();
  for (const { text, retryAt } of letters) if (retryAt !== undefined && isErasure(text)) requests.push(text);
  const next = newHead(newId);
  const waiting = head.pendingEvents - requests.length;
  if (waiting > 0 || head.dropped.consent) next.dropped.consent = (head.dropped.consent ?? 0) + waiting;
  tables.deleteRows(0, Number.MAX_SAFE_INTEGER);
  for (const { sequence } of letters) tables.deleteLetter(sequence);
  for (const text of requests) {
    const event = textToEvent(text);
    const row = toRow([eventText(event, sourceOf(next), next.nextSequence)], next.nextSequence, event.time);
    countRow(next, row);
    tables.putRow(row);
  }
  return next;
}

/** True for a row that holds more than requests of deletion: without consent it is not sent. */
export function holdsEvents(row: RecordBatch): boolean {
  return !row.body.startsWith(erasureStart) || !rowToTexts(row).every(isErasure);
}

/** The same on a disk that takes nothing more: mere deletions pass. What is gone is counted when the disk takes writes again. Inside the caller's transaction. */
export async function deleteEvents(tables: OutboxTables): Promise<void> {
  await eachRow(tables, (row) => {
    if (!row.body.includes(erasureStart)) tables.deleteRows(row.first, row.first);
  });
  for (const { sequence, text } of await tables.letters()) if (!isErasure(text)) tables.deleteLetter(sequence);
}

/** What an outbox in memory may hand over when there is no consent any more: its account, and requests of deletion. */
export function withoutEvents(left: LeftLog): LeftLog {
  const head = structuredClone(left.head);
  const texts = left.texts.filter(isErasure);
  countDrops(head, { consent: left.texts.length - texts.length + head.parked });
  head.parked = 0;
  head.deadLetterBytes = 0;
  return { ...left, head, texts, letters: [] };
}

/**
 * Deletes the events of a user that wait or are buried, inside the caller's transaction; the head keeps the count.
 *
 * @param left gets what has left the log.
 * @returns how many.
 */
export async function eraseUser(tables: OutboxTables, head: Head, userId: string, left: Departure[] = []): Promise<number> {
  let erased = 0;
  const isOther = (text: string): boolean => isErasure(text) || userOf(text) !== userId;
  await eachRow(tables, (row) => {
    // Most rows are of others.
    if (row.report || !row.body.includes(JSON.stringify(userId))) return;
    const rest = withTexts(row, rowToTexts(row).filter(isOther));
    if (rest === row) return;
    left.push(
      ...departuresOfTexts(
        rowToTexts(row).filter((text) => !isOther(text)),
        { state: 'dropped', reason: 'erased' },
      ),
    );
    tables.deleteRows(row.first, row.first);
    if (rest) tables.putRow(rest);
    else head.pendingRows -= 1;
    const gone = row.count - (rest?.count ?? 0);
    erased += gone;
    head.pendingEvents -= gone;
    head.pendingBytes -= row.bytes - (rest?.bytes ?? 0);
  });
  for (const { sequence, text, bytes, retryAt } of await tables.letters()) {
    if (isOther(text)) continue;
    tables.deleteLetter(sequence);
    if (retryAt === undefined) {
      // Buried ones stay counted as such.
      head.deadLetterBytes -= bytes;
    } else {
      head.parked -= 1;
      head.pendingEvents -= 1;
      erased += 1;
      left.push(...departuresOfTexts([text], { state: 'dropped', reason: 'erased' }));
    }
  }
  if (erased > 0) countDrops(head, { erased });
  // What is on its way is of no account any more: its rows have changed.
  head.fence += 1;
  return erased;
}

/** Appends the request that the collector delete what it has of a user, inside the caller's transaction. It counts and is kept like any event. */
export function appendErasure(tables: OutboxTables, head: Head, source: string, id: string, userId: string, now: number): void {
  const time = new Date(now).toISOString();
  const dataText = JSON.stringify({ userId, requestedAt: time } satisfies ErasureData);
  const text = eventText({ type: erasureType, id: `${head.outboxId}:${id}`, time, dataText }, source, head.nextSequence);
  const row = toRow([text], head.nextSequence, time);
  countRow(head, row);
  tables.putRow(row);
}

async function eachRow(tables: OutboxTables, look: (row: RecordBatch) => void): Promise<void> {
  for (let after: number | undefined; ; ) {
    const found = await tables.rows(stepRows, after);
    for (const row of found) if (isReadable(row)) look(row);
    const last = found[found.length - 1];
    if (!last) return;
    after = last.first;
  }
}

function isErasure(text: string): boolean {
  return text.startsWith(erasureStart);
}

function userOf(text: string): unknown {
  try {
    const { data }: { data?: { userId?: unknown } } = JSON.parse(text);
    return data?.userId;
  } catch {
    return undefined;
  }
}
