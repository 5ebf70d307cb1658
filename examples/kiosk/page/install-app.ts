import type { IgEvents } from 'igevents';
import { registerServiceWorker } from 'igevents/register-service-worker';

/** How often it is looked whether a new version may come, ms. */
const lookMs = 60_000;

/**
 * Installs the service worker, with which the page starts without a network, and takes a new version when nobody stands before the screen: a page that
 * never unloads would never get it.
 */
export function installApp(igEvents: IgEvents, isFree: () => boolean): void {
  registerServiceWorker(igEvents, {
    url: './service-worker.js',
    onUpdate(update) {
      let hasTakenOver = false;
      let isAsked = false;
      setInterval(async () => {
        if (!isFree() || isAsked) return;
        if (hasTakenOver) location.reload();
        isAsked = true;
        hasTakenOver = await update.accept();
        isAsked = false;
        // Somebody may have begun to order meanwhile.
        if (hasTakenOver && isFree()) location.reload();
      }, lookMs);
    },
  });
}
