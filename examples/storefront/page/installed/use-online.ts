import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let isOnline = navigator.onLine;

// The events' word, not the flag's: the demo's switch sends these events too, as a pulled cable would. At import, for they may come before
// anything is rendered.
for (const type of ['online', 'offline']) {
  window.addEventListener(type, () => {
    isOnline = type === 'online';
    for (const listener of listeners) listener();
  });
}

/** Whether the browser thinks that there is a connection. Good enough for a hint; the library does not rely on it. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribe, () => isOnline);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
