import { byteLength } from '../shared/byte-length.js';
import type { DropReason } from '../shared/problem.js';
import { type Departure, departuresOfTexts } from './departures.js';
import { countDrops, type Head } from './outbox-head.js';
import type { OutboxTables } from './outbox-store.js';
import { type RecordBatch, rowToTexts, withTexts } from './record-batch.js';
import { oldestRows } from './stored-rows.js';

/**
 * Gives up the oldest events until the rest fits, inside the caller's transaction; the head keeps the count.
 * A report is never given up: it is the account of such losses. Rows of a newer format are not ours to give up.
 *
 * @returns how many events were given up, and which.
 */
export async function makeRoom(
  tables: OutboxTables,
  head: Head,
  max: { events: number; bytes: number },
  reason: DropReason = 'outbox-full',
): Promise<{ dropped: number; left: Departure[] }> {
  let dropped = 0;
  const left: Departure[] = [];
  while (head.pendingEvents > max.events || head.pendingBytes > max.bytes) {
    const [row] = (await oldestRows(tables, 1, (each) => !each.report)).rows;
    if (!row) break;
    const rest = withoutOldest(row, head.pendingEvents - max.events, head.pendingBytes - max.bytes);
    tables.deleteRows(row.first, row.first);
    if (rest) tables.putRow(rest);
    else head.pendingRows -= 1;
    dropped += row.count - (rest?.count ?? 0);
    left.push(...departuresOfTexts(rowToTexts(row).slice(0, row.count - (rest?.count ?? 0)), { state: 'dropped', reason }));
    head.pendingEvents -= row.count - (rest?.count ?? 0);
    head.pendingBytes -= row.bytes - (rest?.bytes ?? 0);
  }
  if (dropped > 0) countDrops(head, { [reason]: dropped });
  return { dropped, left };
}

function withoutOldest(row: RecordBatch, events: number, bytes: number): RecordBatch | undefined {
  if (row.count <= events || row.bytes <= bytes) return undefined;
  const texts = rowToTexts(row);
  let excess = bytes;
  let count = 0;
  for (const text of texts) {
    if (count >= events && excess <= 0) break;
    excess -= byteLength(text);
    count += 1;
  }
  return withTexts(row, texts.slice(count));
}
