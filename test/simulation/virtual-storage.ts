/** The origin's localStorage. It survives the death of every thread; what was written since the last sync does not survive a power cut. */
export interface VirtualStorage {
  /** What pages see: to be put in the place of the global. */
  local: Storage;
  clear(): void;
}

export function createVirtualStorage(): VirtualStorage {
  const values = new Map<string, string>();
  const methods = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
  // The journal finds its keys by Object.keys, as a Storage allows.
  const local = new Proxy(methods, {
    ownKeys: () => [...values.keys()],
    getOwnPropertyDescriptor: (_target, key) =>
      typeof key === 'string' && values.has(key) ? { value: values.get(key), enumerable: true, configurable: true } : undefined,
  });
  return { local: local as unknown as Storage, clear: () => values.clear() };
}
