import type { Json } from '../../src/shared/event.js';
import type { CheckedBatch, CheckedEvent } from './store.js';
import { userHash } from './user-hash.js';

/** One event and the request that brought it. */
export interface Arrival {
  event: CheckedEvent;
  batch: CheckedBatch;
}

/** Each kind has ids of its own. */
export function kindOf({ name, erases }: CheckedEvent): 'event' | 'report' | 'erasure' {
  if (erases !== undefined) return 'erasure';
  return name === undefined ? 'report' : 'event';
}

/**
 * What makes a repeat the same event, beside its id, name and push time. The other facts do not: a worker that was restarted gets the
 * event again and adds page and session as they are by then.
 */
export function contentOf(event: CheckedEvent): Json {
  if (event.erases !== undefined) return userHash(event.erases);
  return event.name === undefined ? event.data : (event.data['properties'] ?? null);
}
