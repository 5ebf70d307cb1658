import { attempt } from '../attempt.js';

/** The part of Background Sync that is used; the compiler's library does not know it. */
interface SyncManager {
  register(tag: string, options?: { minInterval: number }): Promise<void>;
  unregister?(tag: string): Promise<void>;
}

/** The shortest interval that Chromium allows for one origin, ms. */
const everyMs = 43_200_000;

/**
 * Asks the browser to wake the service worker when there is a connection, once.
 *
 * @returns undefined when it will, else why not.
 */
export async function requestSync(registration: ServiceWorkerRegistration, tag: string): Promise<string | undefined> {
  const manager = managerOf(registration, 'sync');
  if (!manager) return 'This browser has no Background Sync.';
  try {
    await manager.register(tag);
    return undefined;
  } catch (error) {
    // Brave, WebViews and whoever has turned it off have the interface nevertheless: fault catalog F60.
    return `The browser refuses Background Sync: ${error}.`;
  }
}

export function hasSync(registration: ServiceWorkerRegistration): boolean {
  return managerOf(registration, 'sync') !== undefined;
}

/** Lets the browser wake the service worker now and then, where the application is installed and may do that; nobody is asked. */
export async function requestPeriodicSync(registration: ServiceWorkerRegistration, tag: string): Promise<void> {
  const manager = managerOf(registration, 'periodicSync');
  if (!manager) return;
  // The compiler's library does not know the name.
  const query: unknown = { name: 'periodic-background-sync' };
  try {
    const { state } = await navigator.permissions.query(query as PermissionDescriptor);
    if (state === 'granted') await manager.register(tag, { minInterval: everyMs });
  } catch {
    // A bonus, and refused: nothing that pages do rests on it.
  }
}

export async function endPeriodicSync(registration: ServiceWorkerRegistration, tag: string): Promise<void> {
  try {
    await managerOf(registration, 'periodicSync')?.unregister?.(tag);
  } catch {
    // Where it cannot be ended, there is none.
  }
}

function managerOf(registration: ServiceWorkerRegistration, name: 'sync' | 'periodicSync'): SyncManager | undefined {
  const manager: unknown = attempt(() => Reflect.get(registration, name), undefined);
  return typeof manager === 'object' && manager !== null && 'register' in manager ? (manager as SyncManager) : undefined;
}
