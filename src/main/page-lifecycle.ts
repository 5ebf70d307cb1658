/**
 * Calls `listener` when the page is hidden or left, until `signal` is aborted: the last moment that is certain to come.
 * `visibilitychange` fires on the document, `pagehide` on the window only; neither keeps a page out of the back/forward cache, as `unload` would.
 */
export function onHidden(listener: () => void, signal: AbortSignal): void {
  onVisibility('hidden', listener, signal);
  addEventListener('pagehide', listener, { signal });
}

/** Calls `listener` when the page is seen again, from the back/forward cache too, until `signal` is aborted. */
export function onRestored(listener: () => void, signal: AbortSignal): void {
  onVisibility('visible', listener, signal);
  addEventListener('pageshow', listener, { signal });
}

/** Calls `listener` when the browser says that the connection came or went, until `signal` is aborted. */
export function onConnectionChange(listener: (online: boolean) => void, signal: AbortSignal): void {
  for (const type of ['online', 'offline']) addEventListener(type, () => listener(type === 'online'), { signal });
}

function onVisibility(state: DocumentVisibilityState, listener: () => void, signal: AbortSignal): void {
  document.addEventListener('visibilitychange', () => document.visibilityState === state && listener(), { signal });
}
