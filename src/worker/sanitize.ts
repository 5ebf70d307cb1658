import type { CapturedEvent, CleanEvent } from '../shared/event.js';
import { cleanEventName } from '../shared/event-name.js';
import type { RejectReason } from '../shared/problem.js';
import { cleanProperties } from '../shared/properties.js';

/** A clean event, or the reason why there can be none. */
export type Sanitized = { event: CleanEvent } | { rejected: RejectReason };

/** Decides whether a pushed item is an event and brings its name and properties under the rules. Pure and total. */
export function sanitize(captured: CapturedEvent): Sanitized {
  const { n, at, monotonicMs, item } = captured;
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return { rejected: 'not-an-object' };
  const { event: rawName, properties } = item as { event?: unknown; properties?: unknown };
  // Intelligems' own client sends numbers as names, so shops may do it.
  if (typeof rawName !== 'string' && typeof rawName !== 'number') return { rejected: 'name-missing' };
  const event = cleanEventName(String(rawName));
  if (event === undefined) return { rejected: 'name-empty' };
  const { text, note } = cleanProperties(properties);
  const clean = { n, at, monotonicMs, event, propertiesText: text, ...(note && { note }) };
  return { event: clean as CleanEvent };
}
