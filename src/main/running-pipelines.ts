import type { IgEvents } from './ig-events.js';

/** Any copy of the library finds it, of whichever version: a snippet and a package on one page must not capture everything twice. */
const key = Symbol.for('igevents');

/** The page's pipelines by site. */
export function runningPipelines(): Map<string, IgEvents> {
  // Whatever stands there was put by a copy of the library: nobody else has the symbol. Not to be seen by those who list what is on the page.
  const all = globalThis as { readonly [key]?: Map<string, IgEvents> };
  const known = all[key] ?? new Map<string, IgEvents>();
  Reflect.defineProperty(all, key, { value: known });
  return known;
}
