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
      const timer = setInterval(() => {
        if (!isFree()) return;
        clearInterval(timer);
        void update.accept().then((hasTakenOver) => hasTakenOver && location.reload());
      }, lookMs);
    },
  });
}
