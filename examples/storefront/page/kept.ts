import { useSyncExternalStore } from 'react';

/** A value in localStorage: it survives a reload, works without a connection, and is the same in every tab. */
export interface Kept<Value> {
  read(): Value;
  write(value: Value): void;
  /** The value for a component, which renders again when it changes. */
  use(): Value;
}

/** @param parse makes the value of what was found; throwing means that it cannot be used. */
export function kept<Value>(key: string, missing: Value, parse: (found: unknown) => Value): Kept<Value> {
  const listeners = new Set<() => void>();
  let current = load();

  function load(): Value {
    try {
      const text = localStorage.getItem(key);
      return text === null ? missing : parse(JSON.parse(text));
    } catch {
      return missing;
    }
  }
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  window.addEventListener('storage', (event) => {
    if (event.key !== key) return;
    current = load();
    tell();
  });

  const read = (): Value => current;
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    read,
    write(value) {
      current = value;
      try {
        if (value === undefined) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // Refused or full: it is kept as long as the page.
      }
      tell();
    },
    use: () => useSyncExternalStore(subscribe, read),
  };
}
