import { redactText } from './redact-text.js';
import { isTokenLike } from './token-like.js';

/** Parameters that tell where a visitor came from; a shop may add others. */
const campaignParameters = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content'];

/** True for parameters of a query that are kept. */
export type IsKept = (parameter: string) => boolean;

export function createIsKept(allowQuery: readonly string[] = []): IsKept {
  const names = new Set([...campaignParameters, ...allowQuery].map((name) => String(name).toLowerCase()));
  return (parameter) => names.has(parameter.toLowerCase());
}

/** How often an address may stand in a parameter of an address; what lies deeper is left out. */
const maxNesting = 2;

/** Browsers read `https:\\host` and `https:host` like everybody else's `https://host`. */
const start = /^\s*([a-z][a-z\d+.-]{0,30}:)([\\/]*)/i;

/**
 * Reduces an address to origin, path and the parameters that are kept. Whoever has logged in with it (userinfo) and its fragment go, and what is
 * like a token in the path is replaced. Relative addresses are reduced alike. Linear; applying it twice changes nothing.
 */
export function reduceUrl(url: string, isKept: IsKept, nesting: number = maxNesting): string {
  const [whole, scheme = '', slashes = ''] = start.exec(url) ?? [''];
  const isWeb = /^https?:$/i.test(scheme);
  const hasHost = isWeb || slashes.startsWith('//');
  // Of `data:` and `blob:` the kind is all that is told; `about:blank` is no secret.
  if (scheme && !hasHost) return scheme === 'about:' ? url.replace(/[?#][\s\S]*/, '') : scheme;
  const rest = (isWeb ? '' : slashes.slice(hasHost ? 2 : 0)) + url.slice(whole.length);
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#[\s\S]*)?/.exec(rest) ?? [];
  const place = reducePath(isWeb ? path.replaceAll('\\', '/') : path, hasHost);
  // Nobody can go there.
  if (isWeb && (place === '' || place.startsWith('/'))) return `${scheme}//`;
  const reduced = (hasHost ? `${scheme}//` : '') + place;
  if (reduced) return reduced + reduceQuery(query, isKept, nesting);
  // Alone, it keeps its sign: nothing at all would be another value.
  return reduceQuery(query, isKept, nesting) || query.slice(0, 1) || fragment.slice(0, 1);
}

/** @param hasHost the first segment is a host. */
function reducePath(path: string, hasHost: boolean): string {
  const reduced: string[] = [];
  for (const [index, segment] of path.split('/').entries()) {
    // A path may hold a whole address; its host, too, stands behind two slashes.
    const isHost = index === 0 ? hasHost : index > 1 && reduced[index - 1] === '';
    const open = isHost ? segment.slice(segment.lastIndexOf('@') + 1) : segment;
    const named = open.replace(hiddenQuery, '');
    if (isHost && index === 0) reduced.push(open);
    else reduced.push(isTokenLike(named) ? '[token]' : redactText(named));
  }
  return reduced.join('/');
}

/** Parameters of a path segment (`;jsessionid=…`), and an encoded query or fragment. */
const hiddenQuery = /(?:;|%(?:25)*(?:3f|23|3b))[\s\S]*/i;

function reduceQuery(query: string, isKept: IsKept, nesting: number): string {
  const kept = query
    .slice(1)
    .split(/[&;]/)
    .filter((pair) => pair.includes('=') && isKept(pair.slice(0, pair.indexOf('='))))
    .map((pair) => reducePair(pair, isKept, nesting));
  return kept.length > 0 ? `?${kept.join('&')}` : '';
}

function reducePair(pair: string, isKept: IsKept, nesting: number): string {
  const from = pair.indexOf('=') + 1;
  const value = decode(pair.slice(from).replaceAll('+', ' '));
  // A question mark in a parameter begins a query of its own; prose does not stand here.
  const reduce = /[?#]/.test(value) ? reduceUrl : reduceUrls;
  const redacted = nesting === 0 ? '' : redactText(reduce(value, isKept, nesting - 1));
  return redacted === value ? pair : pair.slice(0, from) + encode(redacted);
}

/** A text that is an address as a whole: with a scheme, a path from the root, or anything with a parameter. */
const addresses = [/^\s*https?:[\\/]+(?![\\/])[^\s\\/?#]*(?:[\\/?#]|$)/i, /^\.{0,2}\/[^\s?]*(?:\?|$)/, /^[^\s?#"]*[?#][^\s=&#]*=/];

/** Where an address stands within a text, or one that was encoded for another one's parameter. */
const schemeEnds = /:(?:\/\/|\\\/\\\/)|%(?:25)*3a%(?:25)*2f%(?:25)*2f/gi;
/** A path from the root with a query. It begins where no other can have begun, so that none is looked at twice. */
const relative = /(^|[\s"])(\.{0,2}\/[^\s?"]*\?[^\s"]*=[^\s"]*)/g;
const rest = /[^\s"]*/y;

/** Reduces a text that is an address, and else each address within it; of those that are encoded nothing is kept. */
export function reduceUrls(text: string, isKept: IsKept, nesting: number = maxNesting): string {
  if (addresses.some((form) => form.test(text))) return reduceUrl(text, isKept, nesting);
  let reduced = '';
  let copied = 0;
  for (const { 0: mark, index } of text.matchAll(schemeEnds)) {
    const from = schemeStart(text, index, copied);
    if (index < copied || from === index) continue;
    rest.lastIndex = index;
    const end = index + (rest.exec(text)?.[0].length ?? 0);
    // JSON may write each slash behind a backslash.
    const address = text.slice(from, end).replaceAll('\\/', '/');
    reduced += text.slice(copied, from) + (mark.startsWith(':') ? reduceUrl(address, isKept, nesting) : '[redacted]');
    copied = end;
  }
  const open = copied === 0 ? text : reduced + text.slice(copied);
  return open.includes('?') ? open.replaceAll(relative, (_, before, address) => before + reduceUrl(address, isKept, nesting)) : open;
}

/** A scheme begins with a letter; it is looked for as far as the last address at the most. */
function schemeStart(text: string, index: number, floor: number): number {
  let from = index;
  while (from > floor && /[a-z\d+.-]/i.test(text.charAt(from - 1))) from -= 1;
  while (from < index && !/[a-z]/i.test(text.charAt(from))) from += 1;
  return from;
}

/** A damaged escape makes the whole text undecodable; it is then read as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Half a surrogate pair cannot be encoded. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
}
