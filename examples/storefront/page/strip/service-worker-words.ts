import type { ServiceWorkerLink } from 'igevents/register-service-worker';

/** Who sends what waits when this window is closed, in one line. */
export function serviceWorkerToWords(link: ServiceWorkerLink): string {
  const { name, backgroundSync } = link.state();
  if (name === 'starting') return 'Service worker: starting';
  if (name !== 'active') return 'Window closed: the next visit sends what waits';
  if (backgroundSync === 'available') return 'Window closed: the service worker sends what waits';
  return 'Window closed: the service worker tries once, else the next visit';
}
