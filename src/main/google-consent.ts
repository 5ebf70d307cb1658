import { attempt } from './attempt.js';
import { createTellChanges } from './consent-changes.js';
import { type ConsentState, consentOf, readCommand, withoutWait } from './google-consent-state.js';
import type { ConsentSource } from './ig-events.js';

export interface GoogleConsentOptions {
  /** Name of the data layer, where the shop's tag manager was given another. @default 'dataLayer' */
  dataLayer?: string;
  /** Where the visitor is, as ISO 3166-2 (`DE`, `US-CA`). Without it a default for some regions only leaves everybody there pending. @default unknown */
  region?: string;
}

/**
 * The consent that Google's consent mode was told for `analytics_storage`, by whichever banner calls `gtag('consent', …)`.
 * What stands in the data layer counts, and what comes later. A default can grant, but never deny: it only speaks until the visitor does, so a default of
 * `denied` is pending. It tells nothing where nothing was said.
 */
export function googleConsentMode({ dataLayer: name = 'dataLayer', region }: GoogleConsentOptions = {}): ConsentSource {
  return (tell) => {
    const tellChange = createTellChanges(tell);
    const seen = new WeakSet<object>();
    const watched = new WeakSet<object>();
    let state: ConsentState = {};

    function look(items: readonly unknown[]): void {
      for (const item of items) {
        // Read once: others may put the same command in again, and the tag manager shifts old ones out.
        if (typeof item !== 'object' || item === null || seen.has(item)) continue;
        seen.add(item);
        const before = state;
        state = attempt(() => readCommand(before, item, region), before);
        if (state.waitMs !== before.waitMs) endWaitIn(state.waitMs);
      }
      tellChange(consentOf(state));
    }

    function endWaitIn(ms: number | undefined): void {
      if (ms === undefined) return;
      setTimeout(() => {
        if (state.waitMs === ms) state = withoutWait(state);
        tellChange(consentOf(state));
      }, ms);
    }

    function watch(): void {
      const layer = attempt(() => layerAt(name), []);
      if (!watched.has(layer)) attempt(() => watchPush(layer, look));
      watched.add(layer);
      attempt(() => look(layer));
    }

    watch();
    // A script below this one may have put another array in its place.
    for (const type of ['DOMContentLoaded', 'load']) addEventListener(type, watch);
  };
}

/** The data layer, made where there is none, as every snippet does that uses it. */
function layerAt(name: string): unknown[] {
  const page = globalThis as { [name: string]: unknown };
  page[name] ??= [];
  const layer = page[name];
  return Array.isArray(layer) ? layer : [];
}

/**
 * Sees what is pushed, after it was pushed. The tag manager puts its own `push` in place of the one it finds, and calls that: so whatever is put there is
 * wrapped anew, and nobody is called twice.
 */
function watchPush(layer: unknown[], look: (items: readonly unknown[]) => void): void {
  type Push = (...items: unknown[]) => number;
  const wrap = (push: Push): Push =>
    function (this: unknown, ...items) {
      const result = push.apply(this, items);
      attempt(() => look(items));
      return result;
    };
  let outer = wrap(layer.push);
  Object.defineProperty(layer, 'push', {
    configurable: true,
    get: () => outer,
    set(push: Push) {
      outer = wrap(push);
    },
  });
}
