import { describe, expect, it } from 'vitest';
import { createFlushLock, type FlushLock } from '../../src/worker/flush-lock.js';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import { makeOutbox } from './make-outbox.js';
import { createManualClock } from './manual-clock.js';

const minute = 60_000;

/** A task that ends when it is told to. */
function heldTask(): { task: () => Promise<string>; started: Promise<void>; end: () => void } {
  let [end, start] = [(): void => {}, (): void => {}];
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  const task = async (): Promise<string> => {
    start();
    await ended;
    return 'held';
  };
  return { task, started, end };
}

/** What a flush lock promises by Web Locks, whoever gives them; only the clock and the outbox are the test's. */
export function describeFlushLock(locks: LockManager): void {
  /** Contexts of one origin, each with a lock of its own for the same outbox. */
  function makeContexts() {
    const clock = createManualClock();
    const site = crypto.randomUUID();
    const { outbox } = makeOutbox({ site }, clock, { store: createMemoryStore() });
    const open = (): FlushLock => createFlushLock({ name: `igevents:${site}`, locks, outbox, environment: clock });
    return { clock, outbox, open };
  }

  /** Somebody takes the lock, shows progress once, and then stands still. */
  async function freeze({ outbox, open }: ReturnType<typeof makeContexts>) {
    const { task, started, end } = heldTask();
    const run = open().run(task);
    await started;
    await outbox.claim();
    return { run, end };
  }

  describe('flush-lock by Web Locks', () => {
    it('runs one task at a time, in the order of asking', async () => {
      const { open } = makeContexts();
      const { task, started, end } = heldTask();
      const order: string[] = [];
      const first = open().run(task);
      await started;
      const second = open().run(async () => void order.push('second'));
      const third = open().run(async () => void order.push('third'));
      end();
      expect(await first).toBe('held');
      await Promise.all([second, third]);
      expect(order).toEqual(['second', 'third']);
    });

    it('passes on when the task fails, and hands its error on', async () => {
      const { open } = makeContexts();
      let runs = 0;
      const failing = async (): Promise<never> => {
        runs += 1;
        throw new DOMException('the task', 'AbortError');
      };
      await expect(open().run(failing)).rejects.toThrow('the task');
      expect(await open().run(async () => 'in')).toBe('in');
      expect(runs).toBe(1);
    });

    it('overtakes a holder that has made no progress for 90 s, and the overtaken task may end quietly', async () => {
      const contexts = makeContexts();
      const frozen = await freeze(contexts);
      const other = contexts.open().run(async () => 'other');
      contexts.clock.advance(90_000);
      expect(await other).toBe('other');
      frozen.end();
      expect(await frozen.run).toBe('held');
    });

    it('gives up, without running the task, while the holder makes progress', async () => {
      const contexts = makeContexts();
      const { clock, outbox } = contexts;
      const busy = await freeze(contexts);
      let ran = false;
      const other = contexts.open().run(async () => {
        ran = true;
      });
      clock.advance(minute);
      await outbox.claim();
      clock.advance(minute);
      expect([await other, ran]).toEqual([undefined, false]);
      busy.end();
      expect(await busy.run).toBe('held');
    });

    it('takes progress in the future for none: the clock was set back', async () => {
      const contexts = makeContexts();
      const frozen = await freeze(contexts);
      const other = contexts.open().run(async () => 'other');
      contexts.clock.jump(-365 * 24 * 60 * minute);
      contexts.clock.advance(90_000);
      expect(await other).toBe('other');
      frozen.end();
    });

    it('does not overtake twice within five minutes, nor the time after within ten', async () => {
      const contexts = makeContexts();
      const { clock } = contexts;
      const impatient = contexts.open();
      const tryOnce = async (): Promise<string | undefined> => {
        const frozen = await freeze(contexts);
        const run = impatient.run(async () => 'overtaken');
        clock.advance(90_000);
        const result = await run;
        frozen.end();
        await frozen.run;
        return result;
      };
      // Each try takes a minute and a half.
      expect([await tryOnce(), await tryOnce()]).toEqual(['overtaken', undefined]);
      clock.advance(2 * minute);
      expect([await tryOnce(), await tryOnce()]).toEqual(['overtaken', undefined]);
      clock.advance(5 * minute);
      expect(await tryOnce()).toBeUndefined();
      clock.advance(minute);
      expect(await tryOnce()).toBe('overtaken');
    });

    it('is not kept from overtaking for years by a clock that was set back', async () => {
      const contexts = makeContexts();
      const impatient = contexts.open();
      for (let n = 0; n < 2; n++) {
        const frozen = await freeze(contexts);
        const run = impatient.run(async () => 'overtaken');
        contexts.clock.advance(90_000);
        expect(await run).toBe('overtaken');
        frozen.end();
        await frozen.run;
        contexts.clock.jump(-365 * 24 * 60 * minute);
      }
    });
  });
}
