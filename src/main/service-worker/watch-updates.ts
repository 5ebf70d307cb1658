import { attempt } from '../attempt.js';
import { withDeadline } from '../deadline.js';

/** A new version of the service worker, installed, that waits until every page of the old one is closed, or until it is accepted. */
export interface WaitingUpdate {
  /**
   * Asks it to take over now, by the message `{ type: 'SKIP_WAITING' }`. Resolves to true when it controls this page, or is active where the page is
   * not controlled; to false when that has not happened within 90 seconds: then its script does not listen to the message, or has gone. The page is
   * not reloaded: whoever shows what an old version has brought does that next, `location.reload()`.
   */
  accept(): Promise<boolean>;
}

export interface UpdateWatch {
  registration: ServiceWorkerRegistration;
  container: Pick<ServiceWorkerContainer, 'controller' | 'addEventListener'>;
  onUpdate(update: WaitingUpdate): void;
  /** Tells a worker to end its waiting. */
  skipWaiting(worker: ServiceWorker): void;
  /** How often a new version is looked for, ms; never where it is undefined. */
  everyMs: number | undefined;
  signal: AbortSignal;
}

/** A script that calls skipWaiting by itself is in this state for a moment, too; as long as workbox-window waits, ms. */
const settlesMs = 200;

/** The old service worker ends its work first: a slice of a drain, which takes up to a minute (fault catalog F61, F64). */
const acceptMs = 90_000;

/** The longest that a browser's timer takes, ms; beyond it, it fires at once. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Calls `onUpdate` once for each version that waits. Not left to workbox-window, which hears of one update that it has not asked for and no more:
 * a kiosk lives through many.
 */
export function watchUpdates({ registration, container, onUpdate, skipWaiting, everyMs, signal }: UpdateWatch): void {
  let told: ServiceWorker | undefined;

  function tellWaiting(): void {
    const { waiting, active } = registration;
    // Without an active one it is the first version: it waits for nobody.
    if (signal.aborted || !waiting || !active || waiting === told) return;
    told = waiting;
    attempt(() => onUpdate({ accept: () => accept(waiting) }), undefined);
  }

  function watchInstalling(): void {
    registration.installing?.addEventListener('statechange', () => setTimeout(tellWaiting, settlesMs), { signal });
  }

  async function accept(update: ServiceWorker): Promise<boolean> {
    const isControlled = container.controller !== null && container.controller === registration.active;
    // A newer version may have taken its place in the line.
    const worker = registration.waiting ?? update;
    const isDone = (): boolean => (isControlled ? container.controller === worker : registration.active === worker);
    const listening = new AbortController();
    const done = new Promise<true>((resolve) => {
      const look = (): void => void (isDone() && resolve(true));
      container.addEventListener('controllerchange', look, { signal: listening.signal });
      worker.addEventListener('statechange', look, { signal: listening.signal });
      if (registration.waiting) attempt(() => skipWaiting(worker), undefined);
      look();
    });
    const isAccepted = await withDeadline(done, acceptMs);
    listening.abort();
    return isAccepted ?? false;
  }

  registration.addEventListener('updatefound', watchInstalling, { signal });
  watchInstalling();
  tellWaiting();
  if (everyMs === undefined || !(everyMs > 0 && everyMs <= maxTimerMs)) return;
  // Rejected without a connection; the next time comes.
  const timer = setInterval(() => void registration.update().catch(() => {}), everyMs);
  signal.addEventListener('abort', () => clearInterval(timer));
}
