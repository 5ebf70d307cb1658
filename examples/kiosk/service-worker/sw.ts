import { drainInBackground } from 'igevents/service-worker';
import { pipelineSettings } from '../shared/pipeline-settings.js';

declare const self: ServiceWorkerGlobalScope;
/** Written in by the build: the files without which the page does not start, and a name for exactly these. */
declare const shellFiles: readonly string[];
declare const shellVersion: string;

drainInBackground(pipelineSettings);

const cacheName = `kiosk-${shellVersion}`;

self.addEventListener('install', (event) => {
  event.waitUntil(install());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(activate());
});

// A new version waits until the page says that nobody stands before it: files that the old page has not loaded yet would be gone.
self.addEventListener('message', ({ data }) => {
  if (typeof data === 'object' && data?.type === 'SKIP_WAITING') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  // What goes to the collector is no affair of the shell's.
  if (request.method !== 'GET' || !isOfShell(new URL(request.url))) return;
  event.respondWith(answer(request));
});

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll(shellFiles.map((file) => new Request(file, { cache: 'reload' })));
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('kiosk-') && name !== cacheName).map((name) => caches.delete(name)));
  await self.clients.claim();
}

function isOfShell({ origin, pathname }: URL): boolean {
  const base = new URL(self.registration.scope).pathname;
  return origin === self.location.origin && shellFiles.some((file) => pathname === base + file.replace('./', ''));
}

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
