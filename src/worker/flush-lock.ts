/** Runs a task while no other context of this origin runs one under the same name. */
export interface FlushLock {
  /** @returns what the task returned, or undefined when the lock could not be had within `maxWaitMs`. */
  run<Result>(task: () => Promise<Result>, maxWaitMs: number): Promise<Result | undefined>;
}

/**
 * The lock by Web Locks. It saves requests and is not what correctness rests on: that is the outbox's fence.
 * So where locks are missing (insecure origins) or refused (blocked site data), the task simply runs.
 */
export function createFlushLock(name: string, locks: LockManager | undefined): FlushLock {
  return {
    async run(task, maxWaitMs) {
      if (!locks) return task();
      let started = false;
      const start = (): ReturnType<typeof task> => {
        started = true;
        return task();
      };
      try {
        return await locks.request(name, { signal: AbortSignal.timeout(maxWaitMs) }, start);
      } catch (error) {
        if (started) throw error;
        if (isTimeout(error)) return undefined;
        return start();
      }
    },
  };
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError');
}
