import type { IgEvents } from 'igevents';
import { registerServiceWorker, type ServiceWorkerLink, type WaitingUpdate } from 'igevents/register-service-worker';
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let waiting: WaitingUpdate | undefined;

/** With it the shop opens without a connection, and what waits is sent when no window is left. */
export function startServiceWorker(igEvents: IgEvents): ServiceWorkerLink {
  return registerServiceWorker(igEvents, {
    url: '/sw.js',
    onUpdate(update) {
      waiting = update;
      for (const listener of listeners) listener();
    },
  });
}

/** The new version of the shop that waits; undefined while there is none. */
export function useUpdate(): WaitingUpdate | undefined {
  return useSyncExternalStore(subscribe, () => waiting);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
