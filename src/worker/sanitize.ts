import type { CapturedEvent, CleanEvent, EventName } from '../shared/event.js';
import { cleanEventName } from '../shared/event-name.js';
import type { RejectReason } from '../shared/problem.js';
import { type CleanProperties, cleanProperties } from '../shared/properties.js';
import type { Redaction } from '../shared/redact-value.js';
import { readEventOptions } from './event-options.js';

/** A clean event and what was left out of its options, or the reason why there can be none. */
export type Sanitized = { event: CleanEvent; ignored?: readonly string[] } | { rejected: RejectReason };

/** Decides whether a pushed item is an event and brings its name and properties under the rules. Pure and total. */
export function sanitize(captured: CapturedEvent, redaction: Redaction): Sanitized {
  const { n, at, monotonicMs, item } = captured;
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return { rejected: 'not-an-object' };
  const members = item as { readonly [member: string]: unknown };
  const { event: rawName, properties } = members as { event?: unknown; properties?: unknown };
  // Intelligems' own client sends numbers as names, so shops may do it.
  if (typeof rawName !== 'string' && typeof rawName !== 'number') return { rejected: 'name-missing' };
  const event = toName(String(rawName), redaction);
  if (event === undefined) return { rejected: 'name-empty' };
  const { text, note } = toProperties(properties, redaction);
  const { options, ignored } = readEventOptions(members, redaction.text);
  const clean = { n, at, monotonicMs, event, propertiesText: text, ...(note && { note }), ...options };
  return { event: clean as CleanEvent, ...(ignored.length > 0 && { ignored }) };
}

function toName(raw: string, redaction: Redaction): EventName | undefined {
  // Before, because an address that is cut in two is none any more; and after, because what is taken out may have hidden one.
  const clean = cleanEventName(redaction.text(raw));
  if (clean === undefined) return undefined;
  const redacted = redaction.text(clean);
  return redacted === clean ? clean : cleanEventName(redacted);
}

function toProperties(raw: unknown, redaction: Redaction): CleanProperties {
  const clean = cleanProperties(raw);
  // Once more, because markers may be longer than what they stand for.
  return redaction.concerns(clean.properties, clean.text) ? cleanProperties(redaction.value(clean.properties)) : clean;
}
