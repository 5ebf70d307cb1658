import type { EventName } from './event.js';

/** Longest name that is kept, in Unicode code points: the limit that Intelligems documents for identifiers. */
const maxNameLength = 100;

/**
 * The one rule for event names, used by the worker and by the collector: every comma and every single quote is removed,
 * then trailing white space, then whatever exceeds 100 code points (and the white space that the cut laid bare).
 * Applying it twice changes nothing.
 *
 * @returns the clean name, or undefined when nothing is left: such an event is rejected.
 */
export function cleanEventName(raw: string): EventName | undefined {
  const trimmed = wellFormed(raw).replaceAll(/[,']/g, '').trimEnd();
  const name = cut(trimmed);
  return name === '' ? undefined : (name as EventName);
}

/** A name never holds half of a surrogate pair: UTF-8 cannot carry one, so the collector would store another name. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}

function cut(name: string): string {
  if (name.length <= maxNameLength) return name;
  const codePoints = Array.from(name);
  return codePoints.length <= maxNameLength ? name : codePoints.slice(0, maxNameLength).join('').trimEnd();
}
