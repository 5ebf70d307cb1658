import { describe, expect, it } from 'vitest';
import { createFlushLock } from '../../src/worker/flush-lock.js';

/** Just enough of a LockManager: it does with a request what the test says. */
function locksThat(
  request: (name: string, options: { signal: AbortSignal }, task: () => Promise<unknown>) => Promise<unknown>,
): LockManager {
  return { request } as unknown as LockManager;
}

describe('flush-lock', () => {
  it('runs the task under the name of the outbox', async () => {
    const names: string[] = [];
    const locks = locksThat((name, _options, task) => {
      names.push(name);
      return task();
    });
    expect(await createFlushLock('igevents:shop', locks).run(async () => 7, 1_000)).toBe(7);
    expect(names).toEqual(['igevents:shop']);
  });

  it('simply runs the task where locks are missing', async () => {
    expect(await createFlushLock('igevents:shop', undefined).run(async () => 7, 1_000)).toBe(7);
  });

  it('simply runs the task where locks are refused', async () => {
    const locks = locksThat(() => Promise.reject(new DOMException('denied', 'SecurityError')));
    expect(await createFlushLock('igevents:shop', locks).run(async () => 7, 1_000)).toBe(7);
  });

  it('gives up without running the task when another context keeps the lock', async () => {
    let ran = false;
    const locks = locksThat(
      (_name, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const result = await createFlushLock('igevents:shop', locks).run(async () => (ran = true), 1);
    expect([result, ran]).toEqual([undefined, false]);
  });

  it('hands on what the task itself throws, and does not run it twice', async () => {
    let runs = 0;
    const lock = createFlushLock(
      'igevents:shop',
      locksThat((_name, _options, task) => task()),
    );
    const failing = lock.run(async () => {
      runs += 1;
      throw new DOMException('the task', 'AbortError');
    }, 1_000);
    await expect(failing).rejects.toThrow('the task');
    expect(runs).toBe(1);
  });
});
