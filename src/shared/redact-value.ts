import type { Json } from './event.js';
import { createKeyRule } from './key-rule.js';
import { isCardNumber } from './mask-cards.js';
import { redactText } from './redact-text.js';
import { createIsKept, reduceUrl, reduceUrls } from './reduce-url.js';

/** What a shop can say about privacy. */
export interface PrivacySettings {
  redact?: boolean | undefined;
  redactKeys?: readonly string[] | undefined;
  allowQuery?: readonly string[] | undefined;
}

/** The rules of one shop, for the worker and for the page's journal alike. Each changes nothing the second time. */
export interface Redaction {
  /** An address, absolute or relative. */
  url(url: string): string;
  /** A text that may be or hold an address. */
  text(text: string): string;
  /** Any JSON value: its texts, its members by their names, its numbers under the name of a card. */
  value(value: Json): Json;
  /** False when `value` would change nothing. Cheap: what most events cost. @param text the value as JSON text. */
  concerns(value: Json, text: string): boolean;
}

const redacted = '[redacted]';

/** Deeper than any properties that were cleaned; the shop's own facts come as they are. */
const maxDepth = 40;

/**
 * What tells, in the serialized text of a value, that there may be something to do. It has to find all that the rules would, and may find more. Most events
 * have none of the characters and pass after the first; the second looks closer, and the third for digits as cards have them: 13 are milliseconds.
 */
const characters = /[@%?#/\\]|eyJ/;
const forms = /"(?:\s|\\[nrt])*[[{]|@|:\/\/|https?:|"\.{0,2}\/|[?#][^\s=&#?]*=|%(?:25)*(?:40|3a)|eyJ/i;
const jsonStart = /^\s*[[{]/;
const digits = /\d\d\d\d(?:\d{11}|(?:%20|\\[tnrf]|[^\d"\\]){1,3}\d{4})/;

/** A text without any of these is what it was. */
const texts = /[@%:/?#]|eyJ|\d\d\d\d/;

export function createRedaction({ redact = true, redactKeys, allowQuery }: PrivacySettings): Redaction {
  const isKept = createIsKept(allowQuery);
  const keyRule = redact ? createKeyRule(redactKeys) : (): 'plain' => 'plain';

  const url = (address: string): string => untilSettled(address, (each) => reduceUrl(each, isKept));
  const text = (raw: string): string =>
    texts.test(raw) ? untilSettled(raw, (each) => (redact ? redactText(reduceUrls(each, isKept)) : reduceUrls(each, isKept))) : raw;

  function value(raw: Json, depth = 0): Json {
    if (typeof raw === 'string') return text(json(raw, depth));
    if (typeof raw !== 'object' || raw === null) return raw;
    if (depth >= maxDepth) return redacted;
    if (isList(raw)) return raw.map((item) => value(item, depth + 1));
    // fromEntries defines members; it never assigns through a setter.
    return Object.fromEntries(Object.entries(raw).map(([key, held]) => member(key, held, depth)));
  }

  /** A text that is JSON holds members of its own. Their text stays as it is where nothing in it changes. */
  function json(raw: string, depth: number): string {
    const held = redact && jsonStart.test(raw) ? attempt<Json>(() => JSON.parse(raw)) : undefined;
    if (held === undefined) return raw;
    const ruled = JSON.stringify(value(held, depth + 1));
    // What is nested too deeply can be read, but not written.
    return ruled === attempt(() => JSON.stringify(held)) ? raw : ruled;
  }

  function member(key: string, held: Json, depth: number): [key: string, held: Json] {
    const name = text(key);
    // By the name that will be seen, so that the second time finds what the first has left; by what it was, to be on the safe side.
    const verdict = keyRule(key) === 'secret' ? 'secret' : keyRule(name);
    if (verdict === 'secret') return [name, redacted];
    if (verdict === 'join' && typeof held === 'string') return [name, held];
    if (verdict === 'card' && typeof held === 'number' && isCardNumber(held)) return [name, '[card]'];
    return [name, value(held, depth + 1)];
  }

  function hasRuledKey(raw: Json): boolean {
    if (typeof raw !== 'object' || raw === null) return false;
    if (isList(raw)) return raw.some(hasRuledKey);
    for (const key in raw) {
      const verdict = keyRule(key);
      if (verdict === 'secret' || hasRuledKey(raw[key] ?? null)) return true;
    }
    return false;
  }

  return {
    url,
    text,
    value: (raw) => value(raw),
    concerns: (raw, serialized) =>
      (characters.test(serialized) && forms.test(serialized)) || digits.test(serialized) || (redact && hasRuledKey(raw)),
  };
}

/** What one rule leaves may be what another one looks for: in texts that somebody has made for that. */
const maxRounds = 5;

function untilSettled(text: string, rule: (text: string) => string): string {
  let settled = text;
  for (let round = 0; round < maxRounds; round += 1) {
    const next = rule(settled);
    if (next === settled) break;
    settled = next;
  }
  return settled;
}

function attempt<Result>(task: () => Result): Result | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}

/** `Array.isArray` does not narrow lists that are read-only. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
