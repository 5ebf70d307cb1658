import { byteLength } from '../shared/byte-length.js';
import { type CloudEvent, customEventType } from '../shared/cloud-event.js';
import type { EnrichedEvent } from '../shared/event.js';

/** One row of the log: the events that were appended together. */
export interface RecordBatch {
  /** The base sequence: that of the first event. The row's key. */
  first: number;
  /** Every row says how it is written, so that versions of the library can share a database. */
  format: 1;
  count: number;
  /** UTF-8 bytes of the event texts. */
  bytes: number;
  /** Push time of the first event, ISO 8601. */
  firstAt: string;
  /** The event texts as they go on the wire, joined by `separator`. */
  body: string;
  /** True for the outbox's own report, which nobody pushed and no counter counts. */
  report: boolean;
}

/** JSON text never holds a bare line break, so the texts can be told apart again; and the joined body is already the inside of an array. */
const separator = ',\n';

/** Events read for one attempt: a run of texts in consecutive rows. */
export interface TakenBatch {
  rows: readonly RecordBatch[];
  /** How many texts of the first row are left out. */
  offset: number;
  count: number;
  /** UTF-8 bytes of the texts. */
  bytes: number;
  /** The texts, ready to stand between brackets. */
  body: string;
  firstSequence: number;
  lastSequence: number;
}

export interface BatchLimits {
  events: number;
  bytes: number;
}

/** The row with only these of its texts; undefined when none is left. */
export function withTexts(row: RecordBatch, texts: readonly string[]): RecordBatch | undefined {
  const [first] = texts;
  if (first === undefined || texts.length === row.count) return first === undefined ? undefined : row;
  const { sequence, pushedAt } = envelopeOf(first);
  return toRow(texts, Number(sequence), pushedAt, row.report);
}

/** What the wire text says of an event itself. */
export interface WireEvent extends Pick<EnrichedEvent, 'id' | 'push' | 'time' | 'pushedAt' | 'dataText'> {
  /** @default an event that somebody has pushed */
  type?: string;
}

const dataStart = ',"data":';

/** The wire text of an event, once its outbox has numbered it. */
export function eventText(event: WireEvent, source: string, sequence: number): string {
  // Of an own id nothing is known; and whose push it is has to be found before anything that a shop has written.
  const id = event.push === undefined ? `"${event.id}"` : JSON.stringify(event.id);
  const push = event.push === undefined ? '' : `"push":"${event.push}",`;
  return `{"specversion":"1.0","type":"${event.type ?? customEventType}","source":"${source}",${push}"id":${id},"time":"${event.time}","sequence":"${sequence}","datacontenttype":"application/json"${dataStart}${event.dataText}}`;
}

/** Cuts numbered texts into rows that each fit into a request. */
export function textsToRows(
  texts: readonly string[],
  first: number,
  firstAt: (index: number) => string,
  limits: BatchLimits,
): RecordBatch[] {
  const rows: RecordBatch[] = [];
  const add = (start: number, end: number): void => {
    const row = toRow(texts.slice(start, end), first + start, firstAt(start));
    const middle = (start + end) >> 1;
    if (row.count === 1 || inBody(row.count, row.bytes) <= limits.bytes) {
      rows.push(row);
    } else {
      add(start, middle);
      add(middle, end);
    }
  };
  // Cut by characters first: counting the bytes of each text would cost more than anything else in an append.
  let start = 0;
  let characters = 0;
  for (const [index, { length }] of texts.entries()) {
    if (index > start && (index - start === limits.events || inBody(index - start + 1, characters + length) > limits.bytes)) {
      add(start, index);
      start = index;
      characters = 0;
    }
    characters += length;
  }
  if (start < texts.length) add(start, texts.length);
  return rows;
}

export function toRow(texts: readonly string[], first: number, firstAt: string, report = false): RecordBatch {
  const body = texts.join(separator);
  const bytes = new TextEncoder().encode(body).byteLength - (texts.length - 1) * separator.length;
  return { first, format: 1, count: texts.length, bytes, firstAt, body, report };
}

export function rowToTexts(row: RecordBatch): string[] {
  return row.body.split(separator);
}

/**
 * Takes what fits from the oldest rows, at least one event. Rows that fit whole are not taken apart.
 *
 * @param skip how many of the first events are left out.
 */
export function takeFrom(stored: readonly RecordBatch[], limits: BatchLimits, skip = 0): TakenBatch | undefined {
  let rows = stored;
  let [row] = rows;
  let offset = skip;
  while (row && offset >= row.count) {
    offset -= row.count;
    rows = rows.slice(1);
    [row] = rows;
  }
  if (!row) return undefined;
  if (offset > 0 || row.count > limits.events || inBody(row.count, row.bytes) > limits.bytes) return takePart(row, offset, limits);
  const taken: RecordBatch[] = [];
  let count = 0;
  let bytes = 0;
  for (const next of rows) {
    if (taken.length > 0 && (count + next.count > limits.events || inBody(count + next.count, bytes + next.bytes) > limits.bytes)) break;
    taken.push(next);
    count += next.count;
    bytes += next.bytes;
  }
  const body = taken.map((each) => each.body).join(separator);
  return { rows: taken, offset: 0, count, bytes, body, firstSequence: row.first, lastSequence: lastSequenceOf(taken) };
}

/** Keys of the first and the last row. */
export function keysOf({ rows }: TakenBatch): [first: number, last: number] {
  return [rows[0]?.first ?? 0, rows[rows.length - 1]?.first ?? 0];
}

/** Bytes of texts between brackets: each brings a separator, and the one too many makes up for a bracket. */
function inBody(count: number, bytes: number): number {
  return bytes + count * separator.length;
}

function takePart(row: RecordBatch, offset: number, limits: BatchLimits): TakenBatch {
  const texts: string[] = [];
  let bytes = 0;
  for (const text of rowToTexts(row).slice(offset, offset + limits.events)) {
    const size = byteLength(text);
    if (texts.length > 0 && inBody(texts.length + 1, bytes + size) > limits.bytes) break;
    texts.push(text);
    bytes += size;
  }
  const [first, last] = [texts[0] ?? '', texts[texts.length - 1] ?? ''];
  return {
    rows: [row],
    offset,
    count: texts.length,
    bytes,
    body: texts.join(separator),
    firstSequence: sequenceOf(first),
    lastSequence: sequenceOf(last),
  };
}

/** Rows that lost events keep their numbering, so only the text itself knows the last sequence. */
function lastSequenceOf(rows: readonly RecordBatch[]): number {
  const body = rows[rows.length - 1]?.body ?? '';
  return sequenceOf(body.slice(body.lastIndexOf(separator) + 1));
}

/** The event that a wire text was made of, to be numbered by another outbox. */
export function textToEvent(text: string): WireEvent {
  const { id, type, push, time, pushedAt } = envelopeOf(text);
  return {
    id,
    type,
    ...(push !== undefined && { push }),
    time,
    pushedAt,
    dataText: text.slice(text.indexOf(dataStart) + dataStart.length, -1),
  };
}

/** Whose push a wire text is; undefined for the outbox's own reports and for what cannot be read. */
export function pushOf(text: string): { pageId: string; n: number } | undefined {
  const [, pageId, n] = /^\{"specversion":"1\.0","type":"[^"]*","source":"[^"]*","(?:push|id)":"([^":]*):(\d+)"/.exec(text) ?? [];
  return pageId === undefined ? undefined : { pageId, n: Number(n) };
}

/** The outbox that a row was written by, as its first text says. */
export function outboxIdOf(row: RecordBatch): string | undefined {
  return /^\{"specversion":"1\.0","type":"[^"]*","source":"urn:igevents:[\w.-]+:([^":]+)"/.exec(row.body)?.[1];
}

export function sequenceOf(text: string): number {
  return Number(envelopeOf(text).sequence);
}

export function idOf(text: string): string {
  return envelopeOf(text).id;
}

/** What a wire text says ahead of its data. */
export interface TextEnvelope extends Pick<CloudEvent, 'id' | 'type' | 'push' | 'sequence' | 'time'> {
  /** Push time: `time`, unless the shop has told when the event happened. */
  pushedAt: string;
}

/** Reads a text that this library wrote; a damaged one reads as an event without name and number. */
export function envelopeOf(text: string): TextEnvelope {
  try {
    const event: { id?: unknown; type?: unknown; push?: unknown; sequence?: unknown; time?: unknown; data?: { pushedAt?: unknown } } =
      JSON.parse(text);
    const { id, type = customEventType, push, sequence, time } = event;
    const pushedAt = String(event.data?.pushedAt ?? time);
    const told = { id: String(id), type: String(type), sequence: String(sequence), time: String(time), pushedAt };
    return push === undefined ? told : { ...told, push: String(push) };
  } catch {
    return { id: '', type: customEventType, sequence: '0', time: '', pushedAt: '' };
  }
}
