import { describe, expect, it } from 'vitest';
import { createFlushLock, type FlushLock } from '../../src/worker/flush-lock.js';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import { makeOutbox } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';

const minute = 60_000;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Contexts of an insecure origin, where only the outbox can tell who flushes. */
function makeContexts() {
  const clock = createManualClock();
  const { outbox, site } = makeOutbox({}, clock, { store: createMemoryStore() });
  const open = (): FlushLock => createFlushLock({ name: `igevents:${site}`, locks: undefined, outbox, environment: clock });
  /** Lets time pass as a lease sees it: it is asked for every five seconds. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 5_000) {
      clock.advance(5_000);
      await settled();
    }
  };
  return { clock, outbox, open, pass };
}

/** Runs a task that ends when it is told to. */
function start(lock: FlushLock): { run: Promise<string | undefined>; end: (error?: Error) => void; hasBegun: () => boolean } {
  let [end, begun] = [(_error?: Error): void => {}, false];
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  const run = lock.run(async () => {
    begun = true;
    await ended;
    return 'done';
  });
  return { run, end, hasBegun: () => begun };
}

describe('flush-lease', () => {
  it('keeps a second holder out until the first gives the lease back', async () => {
    const { open, pass } = makeContexts();
    const first = start(open());
    await settled();
    const second = start(open());
    await pass(minute);
    expect([first.hasBegun(), second.hasBegun()]).toEqual([true, false]);
    first.end();
    expect(await first.run).toBe('done');
    await pass(5_000);
    expect(second.hasBegun()).toBe(true);
    second.end();
    expect(await second.run).toBe('done');
  });

  it('is given back when the task fails', async () => {
    const { open } = makeContexts();
    const first = start(open());
    first.end(new Error('task'));
    await expect(first.run).rejects.toThrow('task');
    const second = start(open());
    await settled();
    expect(second.hasBegun()).toBe(true);
    second.end();
  });

  it('passes to another after 90 s without progress', async () => {
    const { open, pass } = makeContexts();
    const frozen = start(open());
    await settled();
    const other = start(open());
    await pass(85_000);
    expect(other.hasBegun()).toBe(false);
    await pass(5_000);
    expect(other.hasBegun()).toBe(true);
    frozen.end();
    other.end();
  });

  it('stays with a holder that makes progress, and whoever waited gives up after 90 s', async () => {
    const { open, outbox, pass } = makeContexts();
    const busy = start(open());
    await settled();
    const other = start(open());
    await pass(minute);
    await outbox.claim();
    await pass(minute);
    expect([await other.run, other.hasBegun()]).toEqual([undefined, false]);
    busy.end();
  });

  it('passes at once when the clock was set back', async () => {
    const { clock, open } = makeContexts();
    const frozen = start(open());
    await settled();
    clock.jump(-365 * 24 * 60 * minute);
    const other = start(open());
    await settled();
    expect(other.hasBegun()).toBe(true);
    frozen.end();
    other.end();
  });

  it('is not taken from the one who overtook when the overtaken one gives it back', async () => {
    const { open, pass } = makeContexts();
    const frozen = start(open());
    await settled();
    const other = start(open());
    await pass(90_000);
    expect(other.hasBegun()).toBe(true);
    frozen.end();
    await frozen.run;
    const third = start(open());
    await pass(10_000);
    expect(third.hasBegun()).toBe(false);
    other.end();
    await other.run;
    await pass(5_000);
    expect(third.hasBegun()).toBe(true);
    third.end();
  });

  it('is one holder’s again at once: who flushes twice need not wait for itself', async () => {
    const { open } = makeContexts();
    const lock = open();
    for (let n = 0; n < 2; n++) {
      const flush = start(lock);
      flush.end();
      expect(await flush.run).toBe('done');
    }
  });
});
