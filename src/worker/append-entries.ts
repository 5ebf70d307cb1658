import { byteLength } from '../shared/byte-length.js';
import type { DropReason } from '../shared/problem.js';
import { putAside } from './dead-letters.js';
import { type Departure, departuresOfTexts } from './departures.js';
import type { Complaint, EventEntry, OutboxEntry } from './outbox.js';
import { countDrops, countRow, type Head } from './outbox-head.js';
import type { OutboxTables } from './outbox-store.js';
import { type BatchLimits, eventText, textsToRows } from './record-batch.js';

export interface AppendParts {
  source: string;
  limits: BatchLimits;
  /** A bound beyond which events are given up as `reason`, with the numbers that they got. @default there is none */
  room: BatchLimits | undefined;
  reason: DropReason;
  now: number;
}

/** What became of entries. */
export interface AppendedEntries {
  /** Events that were given up. */
  dropped: number;
  /** The sequences of those that the page tracks, by the numbers of their pushes. */
  tracked: Map<number, number>;
  /** Which have left the log in the moment in which they were numbered. */
  left: Departure[];
}

/** Numbers entries and counts them, inside the caller's transaction. Those with a complaint are numbered last: they are not sent in this order, if ever. */
export function appendEntries(tables: OutboxTables, head: Head, entries: readonly OutboxEntry[], parts: AppendParts): AppendedEntries {
  const { source, limits, room, reason, now } = parts;
  const texts: string[] = [];
  const times: string[] = [];
  const asides: (EventEntry & { complaint: Complaint })[] = [];
  const tracked = new Map<number, number>();
  const number = (entry: EventEntry, sequence: number): string => {
    if (entry.track) tracked.set(entry.n, sequence);
    return eventText(entry.event, source, sequence);
  };
  for (const entry of entries) {
    if ('rejected' in entry) {
      head.rejected[entry.rejected] = (head.rejected[entry.rejected] ?? 0) + 1;
    } else if ('dropped' in entry) {
      countDrops(head, { [entry.reason ?? 'staging-full']: entry.dropped });
    } else if (entry.complaint) {
      asides.push({ ...entry, complaint: entry.complaint });
    } else {
      texts.push(number(entry, head.nextSequence + texts.length));
      times.push(entry.event.pushedAt ?? entry.event.time);
    }
  }
  const end = head.nextSequence + texts.length;
  const kept = room ? texts.slice(0, roomFor(texts, head, room)) : texts;
  for (const row of textsToRows(kept, head.nextSequence, (index) => times[index] ?? '', limits)) {
    countRow(head, row);
    tables.putRow(row);
  }
  head.nextSequence = end;
  const left = departuresOfTexts(texts.slice(kept.length), { state: 'dropped', reason });
  if (kept.length < texts.length) countDrops(head, { [reason]: texts.length - kept.length });
  for (const entry of asides) {
    const sequence = head.nextSequence;
    const text = number(entry, sequence);
    const { code, detail } = entry.complaint;
    const isKept = putAside(tables, head, { sequence, text, bytes: byteLength(text), fate: { kind: 'buried', code, detail } }, now);
    left.push(...departuresOfTexts([text], isKept ? { state: 'buried', code } : { state: 'dropped', reason: 'dead-letters-full' }));
    head.nextSequence += 1;
  }
  return { dropped: texts.length - kept.length, tracked, left };
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
