import { type DataRecord, recordSeparator } from '../shared/protocol.js';

/** A captured event whose text is not JSON: the host page has tampered with `JSON.stringify`. Its number is still known. */
export interface DamagedRecord {
  n: number;
  damaged: true;
}

/** Reads one message of the data plane. Total: a damaged record costs itself alone, and what has not the shape of a record is left out. */
export function messageToRecords(message: unknown): (DataRecord | DamagedRecord)[] {
  if (typeof message !== 'string') return [];
  try {
    const records: unknown = JSON.parse(`[${message}]`);
    return Array.isArray(records) ? records.flatMap(valueToRecord) : [];
  } catch {
    return message.split(recordSeparator).flatMap(textToRecord);
  }
}

function textToRecord(text: string): (DataRecord | DamagedRecord)[] {
  try {
    return valueToRecord(JSON.parse(text));
  } catch {
    const number = /^\{"n":(\d+)/.exec(text)?.[1];
    return number === undefined ? [] : [{ n: Number(number), damaged: true }];
  }
}

function valueToRecord(value: unknown): (DataRecord | DamagedRecord)[] {
  if (!isDataRecord(value)) return [];
  // The last day that a Date can tell; beyond it the event has no time.
  return 'at' in value && Math.abs(value.at) > 8.64e15 ? [{ n: value.n, damaged: true }] : [value];
}

function isDataRecord(value: unknown): value is DataRecord {
  if (typeof value !== 'object' || value === null) return false;
  if ('context' in value) return typeof value.context === 'object' && value.context !== null;
  if (!('n' in value) || typeof value.n !== 'number') return false;
  return 'dropped' in value ? typeof value.dropped === 'number' : 'item' in value && 'at' in value && typeof value.at === 'number';
}
