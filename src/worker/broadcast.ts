/**
 * Whether contexts of this origin can reach each other. Where the user has blocked site data, Firefox has a `BroadcastChannel` whose
 * constructor throws, and Dexie makes one while it is being loaded, with which the whole worker would fail: there it is hidden.
 * So this module has to be evaluated before Dexie.
 */
export const canBroadcast: boolean = probe();

function probe(): boolean {
  try {
    new BroadcastChannel('igevents').close();
    return true;
  } catch {
    Reflect.defineProperty(globalThis, 'BroadcastChannel', { value: undefined, configurable: true, writable: true });
    return false;
  }
}
