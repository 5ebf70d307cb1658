import { byteLength } from '../shared/byte-length.js';
import type { DropReason } from '../shared/problem.js';
import type { OutboxEntry } from './outbox.js';
import { countDrops, countRow, type Head } from './outbox-head.js';
import type { OutboxTables } from './outbox-store.js';
import { type BatchLimits, eventText, textsToRows } from './record-batch.js';

/**
 * Numbers entries and counts them, inside the caller's transaction. What finds no room within `room`, if there is such a bound,
 * is given up as `reason`, with the numbers that it got.
 *
 * @returns how many events were given up.
 */
export function appendEntries(
  tables: OutboxTables,
  head: Head,
  entries: readonly OutboxEntry[],
  source: string,
  limits: BatchLimits,
  room: BatchLimits | undefined,
  reason: DropReason,
): number {
  const texts: string[] = [];
  const times: string[] = [];
  for (const entry of entries) {
    if ('rejected' in entry) {
      head.rejected[entry.rejected] = (head.rejected[entry.rejected] ?? 0) + 1;
    } else if ('dropped' in entry) {
      countDrops(head, { 'staging-full': entry.dropped });
    } else {
      texts.push(eventText(entry.event, source, head.nextSequence + texts.length));
      times.push(entry.event.time);
    }
  }
  const end = head.nextSequence + texts.length;
  const kept = room ? texts.slice(0, roomFor(texts, head, room)) : texts;
  for (const row of textsToRows(kept, head.nextSequence, (index) => times[index] ?? '', limits)) {
    countRow(head, row);
    tables.putRow(row);
  }
  head.nextSequence = end;
  if (kept.length < texts.length) countDrops(head, { [reason]: texts.length - kept.length });
  return texts.length - kept.length;
}

/** How many of the texts fit, from the first on. */
function roomFor(texts: readonly string[], { pendingEvents, pendingBytes }: Head, room: BatchLimits): number {
  let bytes = pendingBytes;
  const beyond = texts.findIndex((text, index) => {
    bytes += byteLength(text);
    return pendingEvents + index >= room.events || bytes > room.bytes;
  });
  return beyond < 0 ? texts.length : beyond;
}
