import type { Environment } from './environment.js';
import type { Outbox } from './outbox.js';

/** Runs a task while no other context of this origin runs one for the same outbox. */
export interface FlushLock {
  /** @returns what the task returned, or undefined when the lock could not be had in time. */
  run<Result>(task: () => Promise<Result>): Promise<Result | undefined>;
}

/** How long another context's flush may go without progress before it is taken for frozen, ms (fault catalog F50). */
const frozenMs = 90_000;
/** Shortest time between two overtakings by one context, ms; doubled by each, so that two that misjudge each other do not go on for ever (F51). */
const overtakeMs = 5 * 60_000;
/** How often a lease is asked for, ms. */
const leasePollMs = 5_000;

export interface FlushLockParts {
  name: string;
  /** Missing on insecure origins, where kiosks live; refused where site data are blocked. */
  locks: LockManager | undefined;
  outbox: Pick<Outbox, 'lease' | 'account'>;
  environment: Environment;
  /** How long another context's flush is waited for, ms. @default until it would be taken for frozen */
  patienceMs?: number;
}

/**
 * The lock by Web Locks, or by a lease in the outbox where they are missing. It saves requests and is not what correctness rests on: that is
 * the outbox's fence. So a holder that is frozen, which keeps a Web Lock for ever, may be overtaken: its late answer changes nothing.
 */
export function createFlushLock({ name, locks, outbox, environment, patienceMs = frozenMs }: FlushLockParts): FlushLock {
  const holder = environment.newId();
  let overtaken = 0;
  let mayOvertakeAt = 0;

  async function byLock<Result>(given: LockManager, task: () => Promise<Result>): Promise<Result | undefined> {
    let running: Promise<Result> | undefined;
    const start = (): Promise<Result> => {
      running = task();
      return running;
    };
    const patience = new AbortController();
    const cancel = environment.schedule(() => patience.abort(), patienceMs);
    try {
      return await given.request(name, { signal: patience.signal }, start);
    } catch {
      // Overtaken ourselves: the task will find that out at its next transaction.
      if (running) return await running;
      if (!patience.signal.aborted) return await byLease(task);
      return (await mayOvertake()) ? await given.request(name, { steal: true }, start).catch(() => running) : undefined;
    } finally {
      cancel();
    }
  }

  /** Only the outbox tells whether the holder is alive: a channel to it may be what is broken. */
  async function mayOvertake(): Promise<boolean> {
    const now = environment.now();
    const { progressAt } = await outbox.account();
    const isStuck = progressAt > now || now - progressAt >= frozenMs;
    const isTooSoon = mayOvertakeAt > now && mayOvertakeAt - now <= overtakeMs * 2 ** overtaken;
    if (!isStuck || isTooSoon) return false;
    mayOvertakeAt = now + overtakeMs * 2 ** overtaken;
    overtaken += 1;
    return true;
  }

  async function byLease<Result>(task: () => Promise<Result>): Promise<Result | undefined> {
    for (let waitedMs = 0; waitedMs <= patienceMs; waitedMs += leasePollMs) {
      if (await outbox.lease(holder, frozenMs)) {
        try {
          return await task();
        } finally {
          // Not given back, it runs out.
          await outbox.lease(holder, 0).catch(() => false);
        }
      }
      await new Promise<void>((resolve) => environment.schedule(resolve, leasePollMs));
    }
    return undefined;
  }

  return { run: (task) => (locks ? byLock(locks, task) : byLease(task)) };
}
