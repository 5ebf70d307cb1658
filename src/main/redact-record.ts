import type { PageContext } from '../shared/event.js';
import { cleanProperties } from '../shared/properties.js';
import { redactContext } from '../shared/redact-context.js';
import { createRedaction, type PrivacySettings, type Redaction } from '../shared/redact-value.js';

/** One for each object of settings: the journal asks for every record. */
const redactions = new WeakMap<PrivacySettings, Redaction>();

/**
 * Redacts a record of the data plane for the journal: localStorage must not hold what the outbox would not. The worker applies the same rules once more,
 * which changes nothing. Never throws.
 *
 * @param text of a `DataRecord`.
 * @returns the record without what may not be kept. What cannot be read becomes its beginning, by which the worker counts it as unreadable; without a number
 *   it becomes empty.
 */
export function redactRecord(text: string, settings: PrivacySettings): string {
  const redaction = redactions.get(settings) ?? createRedaction(settings);
  redactions.set(settings, redaction);
  try {
    const record: { context?: unknown; item?: unknown } = JSON.parse(text);
    if ('context' in record) return JSON.stringify({ context: redactContext(record.context as PageContext, redaction) });
    if ('item' in record) return JSON.stringify({ ...record, item: redactItem(record.item, redaction) });
    return text;
  } catch {
    return /^\{"n":\d+/.exec(text)?.[0] ?? '';
  }
}

/** Members that nobody reads are not kept; nor is what is no event, but for the fact that it is none. */
function redactItem(item: unknown, redaction: Redaction): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return null;
  const { event, properties, id, timestamp, priority, type, source } = item as { readonly [member: string]: unknown };
  const plain = (value: unknown): unknown => {
    if (typeof value === 'string') return redaction.text(value);
    return typeof value === 'object' ? null : value;
  };
  // Cut to the depth that the worker keeps; for the size, the worker shall see what it was.
  const clean = cleanProperties(properties, Number.POSITIVE_INFINITY).properties;
  return {
    event: plain(event),
    ...(properties !== undefined && { properties: redaction.value(clean) }),
    // As it is, or not at all, as the worker does it: two ids that become one would cost an event.
    id: plain(id) === id ? id : undefined,
    timestamp: plain(timestamp),
    priority: plain(priority),
    type: plain(type),
    source: plain(source),
  };
}
