/** What a segment of a path is cut at; hyphens between words, points before endings. */
const betweenWords = /%[\da-f]{2}|[^a-z\d]+/i;
const uuid = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/i;
const longHex = /^[\da-f]{32,}$/i;

/** From this length on, letters and digits mixed are taken for a token; half of it is enough for the parts of one that has hyphens. */
const minTokenLength = 16;
const minPartLength = 8;

/**
 * True for a segment of a path that opens something or names somebody: UUIDs, long hex numbers, and 16 characters or more in which letters and
 * digits alternate as in no word. Numbers of orders, names of products and articles (`blue-shirt-2024`, `dell-xps13-i7-1165g7-16gb`) are none.
 */
export function isTokenLike(segment: string): boolean {
  if (segment.length < minTokenLength) return false;
  if (uuid.test(segment)) return true;
  let length = 0;
  let changes = 0;
  for (const part of segment.split(betweenWords)) {
    if (longHex.test(part)) return true;
    if (part.length < minPartLength || !/\d/.test(part) || !/[a-z]/i.test(part)) continue;
    length += part.length;
    changes += kindChanges(part);
  }
  // Between the kinds of character, chance changes at every second or third; who joins words and years without hyphens, at every eighth.
  return length >= minTokenLength && changes * 6 >= length;
}

/** How often small letters, capitals and digits change; the capital at the beginning of a word is no change to the rest of it. */
function kindChanges(part: string): number {
  let changes = 0;
  let before = kindOf(part.charCodeAt(0));
  for (let at = 1; at < part.length; at += 1) {
    const kind = kindOf(part.charCodeAt(at));
    if (kind !== before && !(before === 'capital' && kind === 'small')) changes += 1;
    before = kind;
  }
  return changes;
}

function kindOf(code: number): 'digit' | 'capital' | 'small' {
  if (code < 58) return 'digit';
  return code < 91 ? 'capital' : 'small';
}
