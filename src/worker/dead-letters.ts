import type { Json } from '../shared/event.js';
import type { BuriedEvent } from '../shared/protocol.js';
import { countDrops, type Head } from './outbox-head.js';
import type { DeadLetter, OutboxTables } from './outbox-store.js';
import { envelopeOf, idOf, type RecordBatch, toRow } from './record-batch.js';
import type { Leaving } from './settlement.js';

/** Largest sum of dead letters, in UTF-8 bytes: enough to look into, too little to fill the origin's storage. */
export const maxDeadLetterBytes = 1_048_576;

/** Puts an event that left the log aside, inside the caller's transaction; the head keeps the count. @returns whether there was room. */
export function putAside(tables: OutboxTables, head: Head, leaving: Leaving, now: number): boolean {
  const { sequence, text, bytes, fate } = leaving;
  const letter = { sequence, format: 1 as const, text, bytes, at: now };
  if (fate.kind === 'parked') {
    head.parked += 1;
    head.pendingEvents += 1;
    tables.putLetter({ ...letter, code: 'suspect', detail: '', retryAt: fate.retryAt });
  } else if (head.deadLetterBytes + bytes > maxDeadLetterBytes) {
    countDrops(head, { 'dead-letters-full': 1 });
    return false;
  } else {
    head.buried += 1;
    head.deadLetterBytes += bytes;
    tables.putLetter({ ...letter, code: fate.code, detail: fate.detail });
  }
  return true;
}

/** Puts parked events back into the log whose day has come, inside the caller's transaction. */
export async function releaseParked(tables: OutboxTables, head: Head, now: number): Promise<void> {
  if (head.parked === 0) return;
  for (const letter of await tables.letters()) {
    const { at, retryAt } = letter;
    // A clock that was set back must not keep an event away.
    if (retryAt === undefined || (at <= now && now < retryAt)) continue;
    head.parked -= 1;
    head.pendingEvents -= 1;
    putBack(tables, head, letter);
  }
}

/** The buried events, oldest first. */
export async function buriedLetters(tables: OutboxTables): Promise<DeadLetter[]> {
  return (await tables.letters()).filter(({ format, retryAt }) => format === 1 && retryAt === undefined);
}

/** Puts buried events back into the log, inside the caller's transaction. @returns how many. */
export async function requeueLetters(tables: OutboxTables, head: Head, ids: readonly string[] | undefined): Promise<number> {
  const chosen = choose(await buriedLetters(tables), ids);
  for (const letter of chosen) {
    head.buried -= 1;
    head.deadLetterBytes -= letter.bytes;
    putBack(tables, head, letter);
  }
  return chosen.length;
}

/** Deletes buried events, inside the caller's transaction; they stay counted. @returns how many. */
export async function purgeLetters(tables: OutboxTables, head: Head, ids: readonly string[] | undefined): Promise<number> {
  const chosen = choose(await buriedLetters(tables), ids);
  for (const { sequence, bytes } of chosen) {
    head.deadLetterBytes -= bytes;
    tables.deleteLetter(sequence);
  }
  return chosen.length;
}

export function letterToBuried({ text, at, code, detail }: DeadLetter): BuriedEvent {
  const { id, pushedAt } = envelopeOf(text);
  return { id, time: pushedAt, ...dataOf(text), buriedAt: at, code, detail };
}

function dataOf(text: string): { event: string; properties: Json } {
  try {
    const { data }: { data: { event: unknown; properties?: Json } } = JSON.parse(text);
    return { event: String(data.event), properties: data.properties ?? null };
  } catch {
    return { event: text, properties: null };
  }
}

function putBack(tables: OutboxTables, head: Head, { sequence, text }: DeadLetter): void {
  const row: RecordBatch = toRow([text], sequence, envelopeOf(text).pushedAt);
  tables.deleteLetter(sequence);
  tables.putRow(row);
  head.pendingRows += 1;
  head.pendingEvents += 1;
  head.pendingBytes += row.bytes;
}

function choose(letters: readonly DeadLetter[], ids: readonly string[] | undefined): readonly DeadLetter[] {
  return ids ? letters.filter(({ text }) => ids.includes(idOf(text))) : letters;
}
