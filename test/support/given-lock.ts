import type { FlushLock } from '../../src/worker/flush-lock.js';

/** A lock that one context has to itself, and that tells when nothing runs under it. */
export interface GivenLock extends FlushLock {
  whenFree(): Promise<void>;
}

export function createGivenLock(): GivenLock {
  const running = new Set<Promise<unknown>>();
  return {
    async run(task) {
      const run = task();
      running.add(run);
      try {
        return await run;
      } finally {
        running.delete(run);
      }
    },
    async whenFree() {
      while (running.size > 0) await Promise.allSettled(running);
      // Whoever held the lock has something to do after it, too.
      await new Promise((resolve) => setImmediate(resolve));
      if (running.size > 0) await this.whenFree();
    },
  };
}
