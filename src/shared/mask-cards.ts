/** Where a run of digits begins. The digits of an escape, as in `%20`, are none. */
const runs = /%[\da-f]{2}|\d+/gi;

// As cards are written: 4-4-4-4, perhaps with 3 more, 4-6-5 and 4-6-4. Every quantifier is bounded, so a try costs the same everywhere.
const gap = String.raw`(?:%20|[^\S\v]|[\u2010-\u2015._/+-]){1,3}`;
const fours = String.raw`[2-6]\d{3}${gap}\d{4}${gap}\d{4}${gap}\d{4}`;
const grouped = [`${fours}`, `${fours}${gap}\\d{3}`, `3\\d{3}${gap}\\d{6}${gap}\\d{4,5}`].map((form) => new RegExp(`${form}(?!\\d)`, 'y'));

/**
 * Unseparated, only what a network has given out, in its length. Shorter ones are too many other things: 13 digits are milliseconds, articles' numbers (EAN)
 * and ids of shops, 14 digits are ids and GTINs.
 */
const networks = /^(?:3[47]\d{13}|(?:4\d|5\d|2[2-7]|6[0-57]|35)\d{14}|62\d{15,16}|(?:4\d|6[0245])\d{17})$/;

/** What no form is shorter than: 15 digits, or 14 with two separators. */
const shortest = 15;

/** Puts `[card]` in the place of each number of a payment card: right form and right check digit (Luhn). Linear. */
export function maskCards(text: string): string {
  if (text.length < shortest) return text;
  let masked = '';
  let copied = 0;
  runs.lastIndex = 0;
  for (let run = runs.exec(text); run; run = runs.exec(text)) {
    const { 0: digits, index } = run;
    const end = digits.startsWith('%') ? 0 : groupedEnd(text, index, digits) || plainEnd(text, index, digits);
    if (end === 0) continue;
    masked += `${text.slice(copied, index)}[card]`;
    copied = end;
    runs.lastIndex = end;
  }
  return copied === 0 ? text : masked + text.slice(copied);
}

/** True for a number that is one of a card, told as a number. */
export function isCardNumber(value: number): boolean {
  const digits = String(value);
  return networks.test(digits) && passesLuhn(digits);
}

function groupedEnd(text: string, index: number, digits: string): number {
  if (digits.length !== 4) return 0;
  for (const form of grouped) {
    form.lastIndex = index;
    const found = form.exec(text)?.[0];
    if (found && passesLuhn(found.replaceAll(/%20|\D/g, ''))) return index + found.length;
  }
  return 0;
}

function plainEnd(text: string, index: number, digits: string): number {
  // Behind a point it is a fraction, as `Math.random()` writes it.
  const isFraction = text[index - 1] === '.' && /\d/.test(text[index - 2] ?? '');
  return !isFraction && networks.test(digits) && passesLuhn(digits) ? index + digits.length : 0;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 1; at <= digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - at) - 48;
    const weighed = at % 2 === 0 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0;
}
