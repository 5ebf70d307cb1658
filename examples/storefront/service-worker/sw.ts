import { drainInBackground } from 'igevents/service-worker';
import { cleanupOutdatedCaches, createHandlerBoundToURL, type PrecacheEntry, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { igSettings } from '../shared/ig-settings.js';
import { urlToRoute } from '../shared/route.js';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (PrecacheEntry | string)[] };

// What waits on the device is sent by this worker when no page of the shop is left.
drainInBackground(igSettings);

// The shop is its files: catalogue and drawings are among them, the cart is in localStorage. So it opens and works without a connection.
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
const shell = createHandlerBoundToURL('/index.html');
registerRoute(({ request, url }) => request.mode === 'navigate' && urlToRoute(url) !== undefined, shell);

// The first visit is served by this worker at once; a new version waits until the visitor has agreed to reload.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  if (event.data?.type === 'SKIP_WAITING') void self.skipWaiting();
});
