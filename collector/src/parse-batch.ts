import { batchContentType } from '../../src/shared/cloud-event.js';
import { refusal } from './refusal.js';

const singleContentType = 'application/cloudevents+json';
/** Beacons can only send text/plain without a preflight. */
const batchContentTypes: readonly string[] = [batchContentType, 'application/json', 'text/plain'];

/** Refuses a content type before the body is read. */
export function checkContentType(raw: string | undefined): string {
  const type = (raw ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === singleContentType || batchContentTypes.includes(type)) return type;
  const found = type === '' ? 'There is no Content-Type' : `Content-Type "${type.slice(0, 80)}" is not supported`;
  throw refusal(415, 'unsupported-type', `${found}. Send ${batchContentType}.`, { headers: { accept: batchContentType } });
}

/** The items of a batch, not checked yet. */
export function parseBatch(text: string, contentType: string): unknown[] {
  const value = parseJson(text);
  if (contentType === singleContentType) return [value];
  if (Array.isArray(value)) return value;
  throw refusal(400, 'not-a-batch', `The body is ${nameKind(value)} where an array of events belongs. Put events in [ ].`);
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
