/** Calls `listener` when the page is seen again, from the back/forward cache too, until `signal` is aborted. */
export function onRestored(listener: () => void, signal: AbortSignal): void {
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && listener(), { signal });
  addEventListener('pageshow', listener, { signal });
}

/** Calls `listener` when the browser says that the connection came or went, until `signal` is aborted. */
export function onConnectionChange(listener: (online: boolean) => void, signal: AbortSignal): void {
  for (const type of ['online', 'offline']) addEventListener(type, () => listener(type === 'online'), { signal });
}
