/** What separates the two parts of an address: also as a URL writes it, once or twice encoded. */
const separators = /@|%(?:25)*40/g;
/** `shirt@2x.png`: a picture for dense screens, not somebody's address. */
const denseImage = /^[1-9]x\.(?:png|jpe?g|gif|webp|avif|svg)$/i;
const longestDenseImage = 9;

/**
 * Puts `[email]` in the place of each e-mail address. Linear: from each separator it reads to both sides, and never beyond the next
 * separator, so that no character is read more than twice.
 */
export function maskEmails(text: string): string {
  if (!text.includes('@') && !text.includes('%')) return text;
  let masked = '';
  let copied = 0;
  /** End of the last address, and of the last separator: where the local part of the next address can begin at the earliest. */
  let end = 0;
  let floor = 0;
  for (const { 0: separator, index } of text.matchAll(separators)) {
    const start = localStart(text, index, floor);
    floor = index + separator.length;
    const domain = start < index ? domainEnd(text, floor) : 0;
    if (domain === 0) continue;
    // An address whose domain is the local part of the next one has been replaced already.
    if (start >= end) masked += `${text.slice(copied, start)}[email]`;
    end = domain;
    copied = domain;
  }
  return copied === 0 ? text : masked + text.slice(copied);
}

function localStart(text: string, index: number, floor: number): number {
  let start = index;
  while (start > floor && isLocal(text.charCodeAt(start - 1))) start -= 1;
  // Quotes and full stops before an address belong to the sentence.
  while (start < index && isTrim(text.charCodeAt(start))) start += 1;
  return start;
}

/** Where a domain that begins at `from` ends; 0 when there is none: it takes a second label that begins with a letter and has a second character. */
function domainEnd(text: string, from: number): number {
  let end = from;
  let isDomain = false;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === dot || code === hyphen) continue;
    if (!isAlphanumeric(code) && !isForeign(code)) break;
    end = at + 1;
    const before = text.charCodeAt(at - 1);
    const isSecond = before !== dot && before !== hyphen && at >= from + 3 && text.charCodeAt(at - 2) === dot;
    isDomain ||= isSecond && (isLetter(before) || isForeign(before));
  }
  return isDomain && !(end - from <= longestDenseImage && denseImage.test(text.slice(from, end))) ? end : 0;
}

const dot = 46;
const hyphen = 45;
/** `.`, `'`, `*` and `~`. */
const isTrim = (code: number): boolean => code === dot || code === 39 || code === 42 || code === 126;

function isLocal(code: number): boolean {
  // Beside these, `!`, `%`, `+` and `_`. Others are allowed, too, but nobody has them, and in the address of a page they are what ends the text before.
  return (
    isAlphanumeric(code) || isForeign(code) || isTrim(code) || code === hyphen || code === 33 || code === 37 || code === 43 || code === 95
  );
}

function isLetter(code: number): boolean {
  return (code | 32) > 96 && (code | 32) < 123;
}

function isAlphanumeric(code: number): boolean {
  return isLetter(code) || (code > 47 && code < 58);
}

/** Letters of other scripts, without the spaces and the punctuation of most. */
function isForeign(code: number): boolean {
  return code > 0xbf && !(code > 0x1fff && code < 0x2070) && !(code > 0x2fff && code < 0x3040);
}
