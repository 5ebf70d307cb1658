import type { ExportPosition, ExportSlice } from '../shared/protocol.js';
import type { DeadLetter, OutboxTables } from './outbox-store.js';
import { rowToTexts } from './record-batch.js';
import { isReadable } from './stored-rows.js';

/** Rows read at once, and the bytes after which a slice ends: a full outbox of 50 MiB must not stand in one message. */
const stepRows = 16;
const maxSliceBytes = 1_048_576;

/** Part of what an outbox holds, the oldest first. */
export interface OutboxSlice {
  /** One JSON text per event, as it goes on the wire. */
  texts: string[];
  /** The row behind which the next slice begins; undefined after the last. */
  next: number | undefined;
}

/** An outbox as an export sees it. */
interface Sliced {
  slice(after: number): Promise<OutboxSlice>;
}

/**
 * Reads the next rows, and after the last of them what was put aside, inside the caller's transaction. Rows of a newer version of the
 * library are left out: their texts cannot be read here.
 *
 * @param after the row behind which to begin; 0 for all.
 */
export async function readSlice(tables: OutboxTables, after: number): Promise<OutboxSlice> {
  const texts: string[] = [];
  let bytes = 0;
  for (let last = after; ; ) {
    const rows = await tables.rows(stepRows, last);
    for (const row of rows) {
      last = row.first;
      if (!isReadable(row)) continue;
      texts.push(...rowToTexts(row));
      bytes += row.bytes;
      if (bytes >= maxSliceBytes) return { texts, next: last };
    }
    if (rows.length === stepRows) continue;
    const letters = (await tables.letters()).filter(({ format }) => format === 1);
    return { texts: [...texts, ...letters.map(letterToText)], next: undefined };
  }
}

/** A buried event says why, in members that CloudEvents leaves to its users; a parked one only waits. */
function letterToText({ text, code, detail, at, retryAt }: DeadLetter): string {
  if (retryAt !== undefined) return text;
  const why = { buriedcode: code, burieddetail: detail, buriedat: new Date(at).toISOString() };
  try {
    return JSON.stringify({ ...JSON.parse(text), ...why });
  } catch {
    return JSON.stringify({ damaged: text, ...why });
  }
}

/**
 * The next slice of everything that waits or is buried, as lines of JSON. It needs no network, and no disk where there is none.
 *
 * @param outboxes the one on the disk and, while there is one, the one in memory.
 */
export async function exportEvents(
  [disk, memory]: readonly [Sliced, Sliced | undefined],
  { outbox, after }: ExportPosition = { outbox: 0, after: 0 },
): Promise<ExportSlice> {
  const slice = await (outbox === 0 ? disk : memory)?.slice(after).catch((error: unknown) => {
    // A disk that is refused is no reason to keep back what is in memory.
    if (memory && outbox === 0) return undefined;
    throw error;
  });
  const lines = (slice?.texts ?? []).map((text) => `${text}\n`).join('');
  if (slice?.next !== undefined) return { lines, next: { outbox, after: slice.next } };
  return { lines, next: outbox === 0 && memory ? { outbox: 1, after: 0 } : undefined };
}
