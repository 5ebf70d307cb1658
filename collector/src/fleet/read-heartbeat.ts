import type { Json } from '../../../src/shared/event.js';
import type { Counts, Heartbeat } from '../fleet-model.js';

/** What kiosks call their heartbeats. A shop's own event of the same name is none: it does not say when the next one comes. */
export const heartbeatName = 'heartbeat';

/** Anyone can send anything: what is kept of one heartbeat stays small, whatever it holds. */
const maxTextLength = 120;
const maxMembers = 32;
/** A device that means to tell less often than weekly tells nothing by its silence, ms. */
const maxEveryMs = 604_800_000;

/** Reads a heartbeat's properties. Everything is checked, nothing is believed; undefined when it is no heartbeat at all. */
export function readHeartbeat(properties: Json | undefined): Heartbeat | undefined {
  if (!isRecord(properties)) return undefined;
  const everyMs = countIn(properties['everyMs']);
  if (everyMs === null || everyMs < 1_000 || everyMs > maxEveryMs || !('pending' in properties)) return undefined;
  const count = (name: string): number | null => countIn(properties[name]);
  const text = (name: string): string | null => textIn(properties[name]);
  const { storage, persisted, problems } = properties;
  return {
    pending: count('pending'),
    pendingBytes: count('pendingBytes'),
    oldestAt: instantIn(properties['oldestAt']),
    deliveredAt: instantIn(properties['deliveredAt']),
    delivered: count('delivered'),
    duplicates: count('duplicates'),
    dropped: readCounts(properties['dropped']),
    rejected: readCounts(properties['rejected']),
    buried: count('buried'),
    storage: storage === 'disk' || storage === 'memory' ? storage : null,
    usageBytes: count('usageBytes'),
    quotaBytes: count('quotaBytes'),
    persisted: typeof persisted === 'boolean' ? persisted : null,
    flusher: text('flusher'),
    because: text('because'),
    thread: text('thread'),
    pipeline: text('pipeline'),
    restarts: count('restarts'),
    problems: Array.isArray(problems) ? problems.slice(0, maxMembers).flatMap((code: Json) => textIn(code) ?? []) : [],
    serviceWorker: text('serviceWorker'),
    library: text('library'),
    app: text('app'),
    uptimeMs: count('uptimeMs'),
    everyMs,
  };
}

/** Counts by reason; what is none is left out. */
export function readCounts(value: Json | undefined): Counts {
  if (!isRecord(value)) return {};
  const entries = Object.entries(value)
    .slice(0, maxMembers)
    .flatMap(([reason, each]): [string, number][] => {
      const count = countIn(each);
      return count === null || count === 0 ? [] : [[reason.slice(0, maxTextLength), count]];
    });
  return Object.fromEntries(entries);
}

export function countIn(value: Json | undefined): number | null {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : null;
}

/** An instant that a Date can tell, in its own spelling. */
export function instantIn(value: Json | undefined): string | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

function textIn(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, maxTextLength) : null;
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
