import { IgEventsError } from '../shared/problem.js';
import { checkSettings, resolveSettings, type Settings } from '../shared/settings.js';
import { type BackgroundScope, drainOnEvents } from './background-events.js';
import { drainSlice } from './background-slice.js';
import { browserRuntime } from './browser-runtime.js';
import { browserEnvironment } from './environment.js';

export type { Settings } from '../shared/settings.js';

/**
 * Sends what waits in the pages' outbox when no page is left to do it: on Background Sync, periodic sync and the page's message. To be called once, at
 * the top of the application's service worker; it takes no other event, neither `fetch` nor `install`, and makes no database of its own.
 *
 * @param settings the same that the pages give to `createIgEvents`; a path is resolved on the origin of the service worker's scope.
 * @throws IgEventsError with code `invalid-settings` when the settings cannot work, or outside of a service worker.
 */
export function drainInBackground(settings: Settings = {}): void {
  const scope: object = globalThis;
  if (!isServiceWorker(scope)) throw new IgEventsError('drainInBackground is for service workers: call it at the top of yours.');
  const { origin } = new URL(scope.registration.scope);
  const resolved = resolveSettings(checkSettings(settings, (url) => toAbsoluteUrl(url, origin)));
  const { site } = resolved;
  drainOnEvents({ scope, site, environment: browserEnvironment, drain: (cause) => drainSlice(browserRuntime(), resolved, cause) });
}

function isServiceWorker(scope: object): scope is BackgroundScope {
  return 'registration' in scope && 'skipWaiting' in scope;
}

function toAbsoluteUrl(url: string, origin: string): string | undefined {
  try {
    return new URL(url, origin).href;
  } catch {
    return undefined;
  }
}
