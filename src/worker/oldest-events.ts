import type { Json } from '../shared/event.js';
import type { PendingEvent } from '../shared/protocol.js';
import type { Outbox } from './outbox.js';

/** Enough to see what is stuck; the bytes keep a look, which is repeated while somebody watches, small. */
const limits = { events: 20, bytes: 65_536 };

/** The events that have waited longest in the outbox, as they go on the wire. */
export async function oldestEvents(outbox: Pick<Outbox, 'oldest'>): Promise<PendingEvent[]> {
  const taken = await outbox.oldest(limits);
  return taken ? readTexts(`[${taken.body}]`).map(toPending) : [];
}

interface WireText {
  id?: unknown;
  type?: unknown;
  time?: unknown;
  sequence?: unknown;
  data?: { event?: unknown; properties?: Json; pushedAt?: unknown };
}

function readTexts(body: string): WireText[] {
  try {
    return JSON.parse(body);
  } catch {
    // A damaged row: the flusher meets it as well, and reports it.
    return [];
  }
}

function toPending({ id, type, time, sequence, data }: WireText): PendingEvent {
  return {
    id: String(id),
    event: String(data?.event ?? type),
    // The push is meant, though the shop may have told another time.
    time: String(data?.pushedAt ?? time),
    sequence: String(sequence),
    properties: data?.properties ?? null,
  };
}
