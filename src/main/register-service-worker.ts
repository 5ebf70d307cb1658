// As a whole: Node finds no single names in its file, and a server that renders pages may import this one.
import * as workbox from 'workbox-window';
import { type DrainAnswer, drainMessage, drainTag, isDrainAnswer } from '../shared/background.js';
import type { Consent } from '../shared/event.js';
import { attempt } from './attempt.js';
import { withDeadline } from './deadline.js';
import type { IgEvents } from './ig-events.js';
import { readOutboxMark } from './outbox-mark.js';
import { runningPipelines } from './running-pipelines.js';
import { endPeriodicSync, hasSync, requestPeriodicSync, requestSync } from './service-worker/background-sync.js';
import { type Claim, claimRegistration, whenActive } from './service-worker/claim-registration.js';
import { watchPending } from './service-worker/watch-pending.js';
import { type WaitingUpdate, watchUpdates } from './service-worker/watch-updates.js';
import { trustedWorkerUrl } from './trusted-worker-url.js';

export type { WaitingUpdate };

export interface ServiceWorkerOptions {
  /**
   * The application's service worker, which is registered once the page has loaded; but where another script controls the scope already, that one
   * is adopted and never replaced. @default none: nothing is registered, and what controls the page is adopted
   */
  url?: string;
  /** The pages that `url` shall control. @default the script's folder */
  scope?: string;
  /** `module` for a script with imports that no bundler has put together. @default 'classic' */
  type?: WorkerType;
  /** A registration that the application has made itself; `url` is not looked at then. */
  registration?: ServiceWorkerRegistration;
  /** Called once for each new version that waits to take over. @default none: it takes over when the last page is closed */
  onUpdate?: (update: WaitingUpdate) => void;
  /**
   * How often a new version is looked for, ms, on pages that are never left; browsers look at each navigation themselves. 0 is never.
   * @default 6 hours where `url` or `onUpdate` is given, else never: whoever registers elsewhere looks after it there
   */
  updateEveryMs?: number;
}

export interface ServiceWorkerState {
  /**
   * `starting`: not known yet; after 10 seconds it is one of the others, and may still become `active`.
   * `none`: nothing is registered for this page. `unsupported`: not in this browser, or not for this page. `failed`: the browser has refused it.
   */
  name: 'starting' | 'active' | 'none' | 'unsupported' | 'failed';
  /** Why, in a sentence; also what is worth knowing about an active one. Empty otherwise. */
  reason: string;
  /** Whether the browser wakes the service worker when no page is open: `missing` in Firefox and Safari, `refused` where somebody has turned it off. */
  backgroundSync: 'available' | 'missing' | 'refused';
}

/** The page's line to the service worker that delivers when no page is open. */
export interface ServiceWorkerLink {
  /** What is known now. */
  state(): ServiceWorkerState;
  /** Resolves, always, when it is known whether there is a service worker; within 10 seconds. */
  readonly ready: Promise<ServiceWorkerState>;
  /** Asks the service worker to send what waits. Undefined without consent, and where it has not answered within 65 seconds: it may not know this library. */
  drain(): Promise<DrainAnswer | undefined>;
  /** Ends all listeners and timers. The service worker stays, and so do the tags that the browser has taken. */
  close(): void;
}

/** A registration takes tenths of a second; what takes longer than this may never come, ms. */
const readyMs = 10_000;
/** A slice of a drain takes up to a minute (fault catalog F61); a little longer, ms. */
const drainMs = 65_000;
/** Several times a day, ms: a fleet of kiosks gets a new version within a shift. */
const updateEveryMs = 21_600_000;

/**
 * Lets the application's service worker deliver what a page leaves behind. Pages deliver by themselves; where there is no service worker or no
 * Background Sync everything goes on without, and `state()` tells why. Nothing here throws or rejects, and without consent nothing is asked of the browser
 * but the registration itself.
 *
 * @param igEvents the pipeline, by whichever copy of the library it was created.
 */
export function registerServiceWorker(igEvents: IgEvents, options: ServiceWorkerOptions = {}): ServiceWorkerLink {
  const listening = new AbortController();
  const { signal } = listening;
  const site = [...runningPipelines()].find(([, running]) => running === igEvents)?.[0] ?? 'default';
  const tag = drainTag(site);
  let registration: ServiceWorkerRegistration | undefined;
  let outcome: Pick<ServiceWorkerState, 'name' | 'reason'> = { name: 'starting', reason: '' };
  let overdue: typeof outcome = { name: 'failed', reason: 'The browser has not answered within 10 seconds.' };
  let refusal: string | undefined;
  let obeyed: Consent | undefined;
  let tellReady: (state: ServiceWorkerState) => void;
  const ready = new Promise<ServiceWorkerState>((resolve) => {
    tellReady = resolve;
  });

  function state(): ServiceWorkerState {
    const { name, reason } = outcome;
    if (name !== 'active' || !registration) return { name, reason, backgroundSync: 'missing' };
    if (!registration.active) return { name: 'none', reason: 'The service worker was unregistered.', backgroundSync: 'missing' };
    if (!hasSync(registration)) return { name, reason, backgroundSync: 'missing' };
    return refusal === undefined ? { name, reason, backgroundSync: 'available' } : { name, reason: refusal, backgroundSync: 'refused' };
  }

  function settle(name: ServiceWorkerState['name'], reason: string): void {
    outcome = { name, reason };
    tellReady(state());
  }

  async function claim(container: ServiceWorkerContainer): Promise<Claim> {
    if (options.registration) return { registration: options.registration, reason: '' };
    const { url } = options;
    if (document.readyState !== 'complete' && url !== undefined)
      overdue = { name: 'none', reason: 'The service worker is registered when the page has loaded.' };
    if (url !== undefined) return claimRegistration(container, { ...options, url }, document.baseURI, register);
    // Asked first, for it says so where site data are blocked.
    if (!(await container.getRegistration())) overdue = { name: 'none', reason: 'No service worker is registered for this page.' };
    // It may be registered later, by the application.
    return { registration: await container.ready, reason: '' };
  }

  async function start(): Promise<void> {
    const container = serviceWorkerContainer();
    if (typeof container === 'string') return settle('unsupported', container);
    const timer = setTimeout(() => outcome.name === 'starting' && settle(overdue.name, overdue.reason), readyMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      if (outcome.name === 'starting') settle('none', 'It was closed before it had begun.');
    });
    const claimed = await claim(container);
    if (!(await whenActive(claimed.registration, signal))) return settle('failed', 'The service worker could not be installed.');
    if (signal.aborted) return;
    registration = claimed.registration;
    settle('active', claimed.reason);
    const { onUpdate = () => {}, url } = options;
    const everyMs = options.updateEveryMs ?? (url !== undefined || options.onUpdate ? updateEveryMs : undefined);
    const skipWaiting = (worker: ServiceWorker): void => void workbox.messageSW(worker, { type: 'SKIP_WAITING' });
    watchUpdates({ registration, container, onUpdate, skipWaiting, everyMs, signal });
    watchPending(
      igEvents,
      () => readOutboxMark(site),
      (isLeaving) => void wakeLater(isLeaving),
      signal,
    );
    const endChanges = igEvents.onChange(obeyConsent);
    signal.addEventListener('abort', endChanges);
    obeyConsent();
  }

  async function wakeLater(isLeaving: boolean): Promise<void> {
    if (!registration) return;
    refusal = await requestSync(registration, tag);
    // Where the browser wakes nobody, the service worker has the half minute that browsers leave it after its last page.
    if (isLeaving && refusal !== undefined) attempt(() => registration?.active?.postMessage(drainMessage(site)), undefined);
  }

  function obeyConsent(): void {
    const { consent } = igEvents;
    if (!registration || consent === obeyed) return;
    if (consent === 'granted') void requestPeriodicSync(registration, tag);
    else if (consent === 'denied') void endPeriodicSync(registration, tag);
    obeyed = consent;
  }

  start().catch((error) => signal.aborted || settle('failed', `The browser refuses a service worker: ${error}`));

  return {
    state,
    ready,
    async drain() {
      const worker = registration?.active;
      if (!worker || igEvents.consent !== 'granted') return undefined;
      const answer: unknown = await withDeadline(
        Promise.resolve().then(() => workbox.messageSW(worker, drainMessage(site))),
        drainMs,
      );
      return isDrainAnswer(answer) ? answer : undefined;
    },
    close: () => listening.abort(),
  };
}

/** The page's own, or why it has none. */
function serviceWorkerContainer(): ServiceWorkerContainer | string {
  if (typeof document === 'undefined') return 'There is no page: this is a server.';
  if (!isSecureContext) return 'This page is not secure: browsers have service workers for https and localhost only.';
  try {
    return navigator.serviceWorker ?? 'This browser has no service workers.';
  } catch (error) {
    // In a frame with a sandbox.
    return `This page may not have service workers: ${error}`;
  }
}

/** workbox-window waits until the page has loaded, so that the service worker's files do not compete with the page's. */
async function register(script: string, options: RegistrationOptions): Promise<ServiceWorkerRegistration | undefined> {
  return new workbox.Workbox(trustedWorkerUrl(script, 'igevents-service-worker'), options).register();
}
