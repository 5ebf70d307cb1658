import type { IgEvents } from './ig-events.js';

/** Any copy of the library finds it, of whichever version: a snippet and a package on one page must not capture everything twice. */
const key = Symbol.for('igevents');

/** The page's pipelines by site. */
export function runningPipelines(): Map<string, IgEvents> {
  const known: unknown = Reflect.get(globalThis, key);
  if (known instanceof Map) return known;
  const value = new Map<string, IgEvents>();
  Reflect.defineProperty(globalThis, key, { value });
  return value;
}
