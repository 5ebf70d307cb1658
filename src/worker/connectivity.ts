/** What the browser says about the connection: a hint that is wrong in both directions, never a reason not to try. */
export interface Connectivity {
  isOnline(): boolean;
  set(online: boolean): void;
  /** Calls `listener` when the connection is said to be back. @returns a function that ends it. */
  onOnline(listener: () => void): () => void;
}

/** The page tells the changes: Firefox's worker keeps `navigator.onLine` true while its page is offline. */
export function createConnectivity(initially: boolean): Connectivity {
  let online = initially;
  const listeners = new Set<() => void>();
  return {
    isOnline: () => online,
    set(next) {
      const cameBack = next && !online;
      online = next;
      if (cameBack) for (const listener of listeners) listener();
    },
    onOnline(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
