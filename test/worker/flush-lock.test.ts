import { describe, expect, it } from 'vitest';
import { createFlushLock } from '../../src/worker/flush-lock.js';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import { describeFlushLock } from '../support/flush-lock-suite.js';
import { createGivenLocks } from '../support/given-locks.js';
import { makeOutbox } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';

describeFlushLock(createGivenLocks() as LockManager);

/** Just enough of a LockManager: it does with a request what the test says. */
function locksThat(request: (name: string, task: () => Promise<unknown>) => Promise<unknown>): LockManager {
  const given = { request: (name: string, _options: LockOptions, task: () => Promise<unknown>) => request(name, task) };
  return given as unknown as LockManager;
}

function makeLock(locks: LockManager | undefined) {
  const clock = createManualClock();
  const { outbox } = makeOutbox({}, clock, { store: createMemoryStore() });
  return createFlushLock({ name: 'igevents:shop', locks, outbox, environment: clock });
}

describe('flush-lock', () => {
  it('runs the task under the name of the outbox', async () => {
    const names: string[] = [];
    const locks = locksThat((name, task) => {
      names.push(name);
      return task();
    });
    expect(await makeLock(locks).run(async () => 7)).toBe(7);
    expect(names).toEqual(['igevents:shop']);
  });

  it('runs the task under a lease where locks are missing', async () => {
    expect(await makeLock(undefined).run(async () => 7)).toBe(7);
  });

  it('runs the task under a lease where locks are refused', async () => {
    const locks = locksThat(() => Promise.reject(new DOMException('denied', 'SecurityError')));
    expect(await makeLock(locks).run(async () => 7)).toBe(7);
  });

  it('hands on what the task itself throws, and does not run it twice', async () => {
    for (const locks of [locksThat((_name, task) => task()), undefined]) {
      let runs = 0;
      const failing = makeLock(locks).run(async () => {
        runs += 1;
        throw new DOMException('the task', 'AbortError');
      });
      await expect(failing).rejects.toThrow('the task');
      expect(runs).toBe(1);
    }
  });
});
