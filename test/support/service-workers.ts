// The shop's service worker as the browser sees it: synced, updated and stopped from outside, with no page of the shop open.
import type { Page } from 'playwright';
import { expect, vi } from 'vitest';
import { type DrainAnswer, drainMessage, drainTag } from '../../src/shared/background.js';
import { patience } from './patience.js';
import type { SiteFile } from './shop-site.js';

/** Takes over at once, from an older one too. */
const life = `
  addEventListener('install', (event) => event.waitUntil(skipWaiting()));
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));`;

/** An application's service worker that does nothing but carry the library. @param kind how it loads it. */
export function backgroundWorker(kind: 'classic' | 'module' = 'classic', settings: object = {}, version = 1): SiteFile {
  const given = JSON.stringify(settings);
  const content =
    kind === 'classic'
      ? `self.igEventsSettings = ${given}; importScripts('/igevents/igevents-service-worker.js'); ${life} // ${version}`
      : `import { drainInBackground } from '/igevents/service-worker.js'; drainInBackground(${given}); ${life} // ${version}`;
  return { type: 'text/javascript', content };
}

/** Registers the service worker at `/background.js` and waits until it is the page's. */
export async function registerBackground(page: Page, type: WorkerType = 'classic'): Promise<void> {
  await page.evaluate(async (given) => {
    await navigator.serviceWorker.register('/background.js', { type: given });
    await navigator.serviceWorker.ready;
  }, type);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** Asks the service worker to send what waits, as a page does. */
export function askToDrain(page: Page, site = 'default'): Promise<DrainAnswer> {
  return page.evaluate(async (message) => {
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise<DrainAnswer>((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
    });
    active?.postMessage(message, [port2]);
    return answered;
  }, drainMessage(site));
}

export interface ServiceWorkers {
  /** The browser fires a sync. */
  sync(options?: { lastChance?: boolean }): Promise<void>;
  /** The browser fetches the script again; resolves when the new one is installed. The old one may still be at work. */
  update(): Promise<void>;
  /** Resolves when the new one has taken over. */
  whenUpdated(): Promise<void>;
  /** The browser stops every service worker in the middle of its work. */
  stop(): Promise<void>;
}

/** @param page any open page; its origin does not matter. */
export async function watchServiceWorkers(page: Page): Promise<ServiceWorkers> {
  const session = await page.context().newCDPSession(page);
  let registration: { registrationId: string; scopeURL: string } | undefined;
  const statuses = new Map<string, string>();
  let newest: string | undefined;
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    registration = registrations.find(({ isDeleted }) => !isDeleted) ?? registration;
  });
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { versionId, status } of versions) statuses.set(versionId, status);
  });
  await session.send('ServiceWorker.enable');
  const known = () =>
    vi.waitFor(() => {
      if (!registration) throw new Error('No service worker is registered.');
      return registration;
    }, patience);
  return {
    async sync({ lastChance = false } = {}) {
      const { registrationId, scopeURL } = await known();
      const { origin } = new URL(scopeURL);
      await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag: drainTag('default'), lastChance });
    },
    async update() {
      const { scopeURL } = await known();
      const before = new Set(statuses.keys());
      // Asked by a page: the debugger's own ServiceWorker.updateRegistration is left unanswered now and then where none is open (Chromium 156).
      const asking = await page.context().newPage();
      await asking.goto(new URL('/elsewhere', scopeURL).href);
      await asking.evaluate(async () => void (await navigator.serviceWorker.ready).update());
      await vi.waitFor(() => {
        newest = [...statuses.keys()].find((version) => !before.has(version) && /^(installed|activat)/.test(statuses.get(version) ?? ''));
        expect(newest).toBeDefined();
      }, patience);
    },
    whenUpdated: () => vi.waitFor(() => expect(statuses.get(newest ?? '')).toBe('activated'), patience),
    stop: async () => void (await session.send('ServiceWorker.stopAllWorkers')),
  };
}
