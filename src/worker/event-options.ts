import { ownEventId } from '../shared/event-id.js';

/** What a pushed item says about itself beside its name and properties. */
export interface EventOptions {
  /** The shop's own id. */
  readonly ownId?: string;
  /** When it happened, where the shop has told it; ms since the epoch. */
  readonly happenedAt?: number;
  /** Sent without waiting for company. */
  readonly isUrgent?: true;
}

export interface ReadOptions {
  options: EventOptions;
  /** What was not taken, each in a few words. */
  ignored: readonly string[];
}

/** The instants whose year has four digits: the wire has no room for others. */
const firstInstant = Date.parse('0000-01-01T00:00:00.000Z');
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

const none: ReadOptions = { options: {}, ignored: [] };

/**
 * Reads the options of an item that came through JSON. What cannot be meant is left out and named; it never costs the event.
 * The two names that Intelligems has for a type and a source are taken for each other, as its own lists do.
 *
 * @param redact takes out of a text what is not to be stored: an id cannot be changed, so one that holds such things is not taken.
 */
export function readEventOptions(item: { readonly [member: string]: unknown }, redact: (text: string) => string): ReadOptions {
  const { id, timestamp, priority, type, source } = item;
  if (id === undefined && timestamp === undefined && priority === undefined && isKnown(type) && isKnown(source)) return none;
  const readId = ownEventId(id);
  const isPersonal = readId !== undefined && redact(readId) !== readId;
  const ownId = isPersonal ? undefined : readId;
  const happenedAt = toInstant(timestamp);
  const ignored = [
    ...(isGiven(id) && readId === undefined ? [`the id ${quote(id)}`] : []),
    ...(isPersonal ? ['its id, which holds personal data'] : []),
    ...(isGiven(timestamp) && happenedAt === undefined ? [`the timestamp ${quote(timestamp)}`] : []),
    ...(isGiven(priority) && priority !== 'normal' && priority !== 'high' ? [`the priority ${quote(priority)}`] : []),
    ...(isKnown(type) ? [] : [`the type ${quote(type)}`]),
    ...(isKnown(source) ? [] : [`the source ${quote(source)}`]),
  ];
  const options: EventOptions = {
    ...(ownId !== undefined && { ownId }),
    ...(happenedAt !== undefined && { happenedAt }),
    ...(priority === 'high' && { isUrgent: true }),
  };
  return { options, ignored };
}

/** A number is in ms since the epoch; a text is whatever the platform reads as an instant, as which a `Date` has come through JSON. */
function toInstant(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : value;
  return typeof at === 'number' && at >= firstInstant && at <= lastInstant ? at : undefined;
}

function isKnown(value: unknown): boolean {
  return !isGiven(value) || value === 'track' || value === 'js_api';
}

/** What JSON has made null was nothing, or an invalid `Date`. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function quote(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
