import { describe, expect, it, onTestFinished } from 'vitest';
import { createFlushLock, type FlushLock } from '../../src/worker/flush-lock.js';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import { describeFlushLock } from '../support/flush-lock-suite.js';
import { makeOutbox } from '../support/make-outbox.js';
import { createManualClock, type ManualClock } from '../support/manual-clock.js';

interface Holder {
  /** Sends an order and resolves with the next answer. */
  ask(order: string): Promise<string>;
  tell(order: string): void;
  next(): Promise<string>;
  end(): void;
}

function startHolder(): Holder {
  const worker = new Worker(new URL('./flush-lock-worker.ts', import.meta.url), { type: 'module' });
  onTestFinished(() => worker.terminate());
  const answers: string[] = [];
  let notify = (): void => {};
  worker.onmessage = ({ data }: MessageEvent<string>) => {
    answers.push(data);
    notify();
  };
  async function next(): Promise<string> {
    while (answers.length === 0)
      await new Promise<void>((resolve) => {
        notify = resolve;
      });
    return answers.shift() ?? '';
  }
  return {
    ask: (order) => {
      worker.postMessage(order);
      return next();
    },
    tell: (order) => worker.postMessage(order),
    next,
    end: () => worker.terminate(),
  };
}

/** A lock of this page, on a clock that stands still unless the test moves it. */
function makeLock(name: string): { lock: FlushLock; clock: ManualClock } {
  const clock = createManualClock();
  const { outbox } = makeOutbox({ site: name }, clock, { store: createMemoryStore() });
  return { lock: createFlushLock({ name, locks: navigator.locks, outbox, environment: clock }), clock };
}

describeFlushLock(navigator.locks);

describe('flush-lock between threads', () => {
  it('keeps the page out while a worker holds it, and lets it in afterwards', async () => {
    const name = crypto.randomUUID();
    const holder = startHolder();
    expect(await holder.ask(`hold ${name}`)).toBe('held');
    const { lock } = makeLock(name);
    let isIn = false;
    const waiting = lock.run(async () => {
      isIn = true;
      return 'in';
    });
    await whenWaiting(name);
    expect(isIn).toBe(false);
    expect(await holder.ask('release')).toBe('released');
    expect(await waiting).toBe('in');
  });

  it('keeps a second worker out while the first holds it', async () => {
    const name = crypto.randomUUID();
    const [first, second] = [startHolder(), startHolder()];
    expect(await first.ask(`hold ${name}`)).toBe('held');
    second.tell(`hold ${name}`);
    await whenWaiting(name);
    expect(await first.ask('release')).toBe('released');
    expect(await second.next()).toBe('held');
    expect(await second.ask('release')).toBe('released');
  });

  it('passes on when the worker that holds it is ended', async () => {
    const name = crypto.randomUUID();
    const holder = startHolder();
    await holder.ask(`hold ${name}`);
    const waiting = makeLock(name).lock.run(async () => 'in');
    holder.end();
    expect(await waiting).toBe('in');
  });

  it('is overtaken, while a worker that shows no progress holds it, after 90 s', async () => {
    const name = crypto.randomUUID();
    const holder = startHolder();
    await holder.ask(`hold ${name}`);
    const { lock, clock } = makeLock(name);
    const waiting = lock.run(async () => 'in');
    clock.advance(90_000);
    expect(await waiting).toBe('in');
    expect(await holder.ask('release')).toBe('released');
  });

  it('holds outboxes of different names apart', async () => {
    const holder = startHolder();
    await holder.ask(`hold ${crypto.randomUUID()}`);
    expect(await makeLock(crypto.randomUUID()).lock.run(async () => 'in')).toBe('in');
  });
});

/** Resolves when somebody waits for the lock. */
async function whenWaiting(name: string): Promise<void> {
  for (;;) {
    const { pending = [] } = await navigator.locks.query();
    if (pending.some((request) => request.name === name)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
