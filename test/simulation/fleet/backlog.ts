import type { PipelineSettings } from '../../../src/shared/settings.js';
import type { SentBatch } from '../../../src/worker/retry-policy.js';

/** Bytes of an event in the outbox: an `add_to_cart` with three variants, enriched, as the bench's floors were measured with. */
export const eventBytes = 628;
/** Between two events on the wire: a comma and a line break. */
const separatorBytes = 2;

/** Events that fit into one request. */
export function fullBatch({ maxBatchEvents, maxBatchBytes }: Pick<PipelineSettings, 'maxBatchEvents' | 'maxBatchBytes'>): number {
  return Math.max(1, Math.min(maxBatchEvents, Math.floor(maxBatchBytes / (eventBytes + separatorBytes))));
}

/** What waits in each kiosk's outbox, as sequence numbers: a row per event, because a visitor's pushes come one at a time. */
export interface Backlog {
  /** The oldest events within the limits, at least one; undefined when none waits. `skip` leaves so many of the very first out. */
  take(kiosk: number, limits: { events: number; bytes: number }, skip: number): SentBatch | undefined;
  /** The batch that was taken leaves the outbox. */
  remove(kiosk: number, batch: SentBatch): void;
}

/** @param events how many wait at each kiosk, from sequence 1. */
export function createBacklog(events: Uint32Array): Backlog {
  const heads = new Uint32Array(events.length).fill(1);
  // Sequences behind the head that have left before it: only a probe sends those.
  const gaps = new Map<number, Set<number>>();

  /** The sequence that has `steps` others between itself and `from`, both of them still waiting. */
  function stepOn(kiosk: number, from: number, steps: number): number {
    const gone = gaps.get(kiosk);
    if (!gone) return from + steps;
    let sequence = from;
    for (let left = steps; left > 0 || gone.has(sequence); sequence++) if (!gone.has(sequence)) left -= 1;
    return sequence;
  }

  return {
    take(kiosk, limits, skip) {
      const head = heads[kiosk] ?? 0;
      const waiting = (events[kiosk] ?? 0) - head + 1 - (gaps.get(kiosk)?.size ?? 0);
      const available = waiting - skip;
      if (available <= 0) return undefined;
      const count = Math.min(available, fullBatch({ maxBatchEvents: limits.events, maxBatchBytes: limits.bytes }));
      return { first: stepOn(kiosk, head, skip), events: count, bytes: count * eventBytes, more: waiting > count };
    },
    remove(kiosk, { first, events: count }) {
      if (first === heads[kiosk]) {
        const next = stepOn(kiosk, first, count);
        heads[kiosk] = next;
        const ahead = [...(gaps.get(kiosk) ?? [])].filter((sequence) => sequence > next);
        if (ahead.length > 0) gaps.set(kiosk, new Set(ahead));
        else gaps.delete(kiosk);
        return;
      }
      // A probe is of one event.
      const gone = gaps.get(kiosk) ?? new Set();
      gone.add(first);
      gaps.set(kiosk, gone);
    },
  };
}
