import { byteLength } from '../../src/shared/byte-length.js';
import { customEventType, erasureType, heartbeatType, type Rejection, reportType } from '../../src/shared/cloud-event.js';
import type { Json } from '../../src/shared/event.js';
import { cleanEventName } from '../../src/shared/event-name.js';
import { cleanProperties } from '../../src/shared/properties.js';
import { parseInstant } from './instant.js';
import type { Limits } from './limits.js';
import type { CheckedEvent } from './store.js';

const maxIdLength = 256;
const maxSourceLength = 512;
const maxUserIdLength = 1_024;

export type Check = { event: CheckedEvent } | { rejection: Rejection };

/** Judges one item of a batch on its own, so that a bad one never takes its neighbours with it. */
export function checkEvent(item: unknown, index: number, limits: Limits): Check {
  if (!isRecord(item)) return reject(String(index), 'not-an-object', `Item ${index} is ${quote(item)}. Send an object per event.`);
  const { id } = item;
  if (typeof id !== 'string' || id === '') {
    return reject(String(index), 'invalid-id', `Item ${index} has the id ${quote(id)}. Give every event a text of its own as id.`);
  }
  if (id.length > maxIdLength) {
    return reject(id, 'invalid-id', `The id ${quote(id)} has ${id.length} characters. Use at most ${maxIdLength}.`);
  }
  return checkAttributes(item, id, limits);
}

function checkAttributes(item: Record<string, unknown>, id: string, limits: Limits): Check {
  const { specversion, type, source } = item;
  if (specversion !== '1.0') return reject(id, 'invalid-specversion', `specversion is ${quote(specversion)}. Send "1.0".`);
  const check = typeof type === 'string' ? checks.get(type) : undefined;
  if (!check) return reject(id, 'unknown-type', `type is ${quote(type)}. Send one of ${[...checks.keys()].map(quote).join(', ')}.`);
  if (typeof source !== 'string' || source === '' || source.length > maxSourceLength) {
    return reject(
      id,
      'invalid-source',
      `source is ${quote(source)}. Send a text of 1 to ${maxSourceLength} characters that names the outbox.`,
    );
  }
  const time = parseInstant(item['time']);
  if (time === undefined) {
    return reject(id, 'invalid-time', `time is ${quote(item['time'])}. Send an instant like "2026-01-31T12:00:00.000Z".`);
  }
  const sequence = parseSequence(item['sequence']);
  if (sequence === null)
    return reject(id, 'invalid-sequence', `sequence is ${quote(item['sequence'])}. Send decimal digits, or leave it out.`);
  if (!isRecord(item['data'])) return reject(id, 'invalid-data', `data is ${quote(item['data'])}. Send an object.`);
  const facts = { id: wellFormed(id), source: wellFormed(source), sequence, time, hasOwnId: item['push'] !== undefined };
  return check(facts, item['data'], limits);
}

const checks = new Map([
  [customEventType, checkCustomEvent],
  [heartbeatType, checkCustomEvent],
  [reportType, checkReport],
  [erasureType, checkErasure],
]);

type Facts = Pick<CheckedEvent, 'id' | 'source' | 'sequence' | 'time' | 'hasOwnId'>;

function checkCustomEvent(facts: Facts, data: Record<string, unknown>, limits: Limits): Check {
  const { event } = data;
  if (typeof event !== 'string') return reject(facts.id, 'name-missing', `data.event is ${quote(event)}. Send the event's name as a text.`);
  const name = cleanEventName(event);
  if (name === undefined) {
    return reject(
      facts.id,
      'name-empty',
      `Nothing is left of the name ${quote(event)} without commas, single quotes and spaces. Use letters.`,
    );
  }
  const { properties, text, note } = cleanProperties(data['properties'], limits.maxPropertiesBytes);
  const rest = cleanMembers(data);
  return withinSize(
    {
      ...facts,
      pushedAt: parseInstant(data['pushedAt']),
      name,
      data: { ...rest.members, event: name, properties },
      note: note && `The properties took ${note.bytes} bytes, over the limit of ${limits.maxPropertiesBytes}; they were not kept.`,
    },
    rest.text.length + ',"properties":'.length + text.length,
    limits,
  );
}

function checkReport(facts: Facts, data: Record<string, unknown>, limits: Limits): Check {
  const { members, text } = cleanMembers(data);
  return withinSize({ ...facts, name: undefined, data: members, note: undefined }, text.length, limits);
}

function checkErasure(facts: Facts, data: Record<string, unknown>): Check {
  const { userId } = data;
  if (typeof userId !== 'string' || userId === '' || userId.length > maxUserIdLength) {
    return reject(
      facts.id,
      'invalid-user',
      `data.userId is ${quote(userId)}. Send the id of the user to delete, 1 to ${maxUserIdLength} characters.`,
    );
  }
  return { event: { ...facts, name: undefined, erases: wellFormed(userId), data: {}, note: undefined } };
}

/** Every fact but the properties, which have a size of their own, under the same rules of content. */
function cleanMembers(data: Record<string, unknown>): { members: { readonly [key: string]: Json }; text: string } {
  const { properties: _, ...rest } = data;
  const { properties: members, text } = cleanProperties(rest, Number.POSITIVE_INFINITY);
  return { members: isRecord(members) ? members : {}, text };
}

/** @param length length of the data as text, at the most: a unit takes three bytes, so that small events need not be counted. */
function withinSize(event: CheckedEvent, length: number, limits: Limits): Check {
  if (length * 3 <= limits.maxEventBytes) return { event };
  const bytes = byteLength(JSON.stringify(event.data));
  if (bytes <= limits.maxEventBytes) return { event };
  return reject(event.id, 'event-too-large', `The data takes ${bytes} bytes. Send at most ${limits.maxEventBytes} per event.`);
}

/** Undefined when there is none, null when it is not a number that a sequence can have. */
function parseSequence(value: unknown): bigint | undefined | null {
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d{1,18}$/.test(text) ? BigInt(text) : null;
}

function reject(id: string, code: string, detail: string): Check {
  return { rejection: { id: wellFormed(id).slice(0, maxIdLength), code, detail: wellFormed(detail), retryable: false } };
}

/** The value for a sentence. Objects are only named: they may be of any depth and size. */
function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return value === undefined ? 'missing' : String(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** UTF-8, and with it the store, cannot hold half of a surrogate pair. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}
