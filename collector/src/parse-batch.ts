import { batchContentType } from '../../src/shared/cloud-event.js';
import type { Limits } from './limits.js';
import { refusal } from './refusal.js';

const singleContentType = 'application/cloudevents+json';
const [comma, bracket, brace] = [0x2c, 0x5b, 0x7b];
/** Beacons can only send text/plain without a preflight. */
const batchContentTypes: readonly string[] = [batchContentType, 'application/json', 'text/plain'];

/** Refuses a content type before the body is read. */
export function checkContentType(raw: string | undefined): string {
  const type = (raw ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === singleContentType || batchContentTypes.includes(type)) return type;
  const found = type === '' ? 'There is no Content-Type' : `Content-Type "${type.slice(0, 80)}" is not supported`;
  throw refusal(415, 'unsupported-type', `${found}. Send ${batchContentType}.`, { headers: { accept: batchContentType } });
}

/** The items of a batch, not checked yet. Parsing is what costs: a body that would become too many values is refused before. */
export function parseBatch(text: string, contentType: string, { maxBodyValues, maxBatchEvents }: Limits): unknown[] {
  // No value is shorter than two characters with its comma, so that ordinary bodies need not be counted.
  if (text.length > 2 * maxBodyValues && countValues(text) > maxBodyValues) {
    throw refusal(413, 'too-large', `The body holds more than ${maxBodyValues} values. Send fewer events per batch.`);
  }
  const value = parseJson(text);
  if (contentType === singleContentType) return [value];
  if (!Array.isArray(value)) {
    throw refusal(400, 'not-a-batch', `The body is ${nameKind(value)} where an array of events belongs. Put events in [ ].`);
  }
  if (value.length > maxBatchEvents) {
    throw refusal(413, 'too-large', `The batch has ${value.length} events. Send at most ${maxBatchEvents}.`);
  }
  return value;
}

/** Each value but the last of an object or a list is followed by a comma, and each object or list has a bracket. */
function countValues(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === comma || unit === bracket || unit === brace) count += 1;
  }
  return count;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 120) : 'unknown reason';
    throw refusal(400, 'not-json', `The body could not be read as JSON: ${reason}. Send a JSON array of events.`);
  }
}

function nameKind(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
