import { drainTag, isDrainMessage } from '../shared/background.js';
import { afterSlice, type BackgroundCause } from './after-slice.js';
import type { Slice } from './background-slice.js';
import type { Environment } from './environment.js';

/** What is needed of a service worker's global scope. */
export interface BackgroundScope {
  addEventListener(type: BackgroundCause['type'], listener: (event: BackgroundEvent) => void): void;
  readonly registration: { readonly scope: string; readonly sync?: { register(tag: string): Promise<void> } };
}

/** The three kinds of event in one: TypeScript does not know those of Background Sync. */
export interface BackgroundEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
  readonly tag?: string;
  readonly lastChance?: boolean;
  readonly data?: unknown;
  readonly ports?: readonly MessagePort[];
}

/** How long a registration may take, ms: it has been seen never to answer (https://github.com/WICG/background-sync/issues/153). */
const registerMs = 5_000;

export interface BackgroundEventsParts {
  scope: BackgroundScope;
  site: string;
  /** Does one event's share of the work. @param cause the event that came first. */
  drain: (cause: BackgroundCause['type']) => Promise<Slice>;
  environment: Pick<Environment, 'schedule'>;
}

/** Listens for what may start the work, and for nothing else: the application's own events and messages pass. */
export function drainOnEvents({ scope, site, drain, environment }: BackgroundEventsParts): void {
  const tag = drainTag(site);
  let running: { readonly slice: Promise<Slice>; readonly cause: BackgroundCause['type'] } | undefined;

  /** Events that come together share the work; not the browser's own with a message's, which may find no connection where they are the proof of one. */
  function slice(cause: BackgroundCause['type']): Promise<Slice> {
    if (running && (running.cause !== 'message' || cause === 'message')) return running.slice;
    const before = running?.slice.catch(() => {});
    const mine = { cause, slice: Promise.resolve(before).then(() => drain(cause)) };
    running = mine;
    const end = (): void => {
      if (running === mine) running = undefined;
    };
    mine.slice.then(end, end);
    return mine.slice;
  }

  async function isRegistered(): Promise<boolean> {
    const isLate = new Promise<false>((resolve) => environment.schedule(() => resolve(false), registerMs));
    const register = async (): Promise<boolean> => {
      await scope.registration.sync?.register(tag);
      return true;
    };
    return Promise.race([register().catch(() => false), isLate]);
  }

  /** Rejects when the browser is to come again. */
  async function end({ left, pending }: Slice, cause: BackgroundCause): Promise<void> {
    const step = afterSlice(left, cause);
    if (step === 'end' || (step === 'register' && (await isRegistered()))) return;
    throw new Error(`[igevents] ${pending} events still wait; the browser shall try again.`);
  }

  function onTag(type: 'sync' | 'periodicsync'): void {
    scope.addEventListener(type, (event) => {
      if (event.tag !== tag) return;
      event.waitUntil(slice(type).then((each) => end(each, { type, lastChance: event.lastChance === true })));
    });
  }

  onTag('sync');
  onTag('periodicsync');
  scope.addEventListener('message', (event) => {
    if (!isDrainMessage(event.data, site)) return;
    const answer = async (): Promise<void> => {
      const each = await slice('message');
      const { delivered, pending } = each;
      event.ports?.[0]?.postMessage({ delivered, pending });
      await end(each, { type: 'message', lastChance: false });
    };
    // Nobody tries a message again: who asked hears nothing, and has a deadline.
    event.waitUntil(answer().catch(() => {}));
  });
}
