import { byteLength } from './byte-length.js';
import type { Json, PropertiesNote } from './event.js';

/** Largest serialized properties, in UTF-8 bytes: Segment's limit, and with its context an event stays below the 64 KiB that CloudEvents promises to carry. */
export const maxPropertiesBytes = 32_768;

/** Deepest nesting that is kept: far beyond any real event, and safe for every recursive reader. */
const maxDepth = 32;
const tooDeep = '[Too deep]';

/** Serialized text that holds none of these needs no cleaning: `JSON.stringify` writes half a surrogate pair as an escape. */
const needsCleaning = /\\ud|"(?:__proto__|constructor|prototype)"/;

/** Properties that keep every rule, and what had to be done for it. */
export interface CleanProperties {
  properties: Json;
  /** The properties as JSON text. */
  text: string;
  note?: PropertiesNote;
}

/**
 * The one rule for properties, used by the worker and by the collector. Given what `JSON.parse` returned, it keeps every
 * value as it is, except: members that could pollute a prototype when somebody merges the object carelessly, halves of
 * surrogate pairs (UTF-8 cannot carry them), nesting beyond 32 levels, and properties over `maxBytes`, which become null with a note.
 *
 * @param value what `JSON.parse` returned, or undefined for an event without properties.
 * @param maxBytes largest size of the serialized properties, in UTF-8 bytes.
 */
export function cleanProperties(value: unknown, maxBytes: number = maxPropertiesBytes): CleanProperties {
  let properties = (value === undefined ? {} : value) as Json;
  if (isDeeperThan(properties, maxDepth)) properties = cleanValue(properties, 0);
  let text = JSON.stringify(properties);
  if (needsCleaning.test(text)) {
    properties = cleanValue(properties, 0);
    text = JSON.stringify(properties);
  }
  // A unit of text takes three bytes at the most: small properties need not be counted.
  const bytes = text.length * 3 > maxBytes ? byteLength(text) : 0;
  return bytes > maxBytes ? { properties: null, text: 'null', note: { problem: 'properties-too-large', bytes } } : { properties, text };
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) {
    if (isDeeperThan((value as Record<string, unknown>)[key], levels - 1)) return true;
  }
  return false;
}

function cleanValue(value: unknown, depth: number): Json {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object') return null;
  if (depth >= maxDepth) return tooDeep;
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, depth + 1));
  const kept: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (!couldPollute(key, member)) kept.push([cleanText(key), cleanValue(member, depth + 1)]);
  }
  // fromEntries defines members; it never assigns through a setter.
  return Object.fromEntries(kept);
}

/** `constructor` and `prototype` are ordinary property names until they hold an object. */
function couldPollute(key: string, member: unknown): boolean {
  if (key === '__proto__') return true;
  return (key === 'constructor' || key === 'prototype') && typeof member === 'object' && member !== null;
}

function cleanText(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}
