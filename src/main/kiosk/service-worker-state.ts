import { attempt } from '../attempt.js';
import { withDeadline } from '../deadline.js';

/** Whether a service worker could open the page, and drain the outbox, without the page. */
export type ServiceWorkerState = 'active' | 'none' | 'unsupported';

/** @param ms deadline: browsers leave the question open while the profile is being read. */
export async function readServiceWorkerState(ms: number): Promise<ServiceWorkerState> {
  // Missing on insecure origins; in a sandboxed frame the mere look throws.
  const serviceWorker = attempt<ServiceWorkerContainer | undefined>(() => navigator.serviceWorker, undefined);
  if (!serviceWorker) return 'unsupported';
  const registration = await withDeadline(serviceWorker.getRegistration(), ms);
  return registration?.active ? 'active' : 'none';
}
