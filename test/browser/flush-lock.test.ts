import { describe, expect, it, onTestFinished } from 'vitest';
import { createFlushLock } from '../../src/worker/flush-lock.js';

interface Holder {
  /** Sends an order and resolves with the next answer. */
  ask(order: string): Promise<string>;
  tell(order: string): void;
  next(): Promise<string>;
  end(): void;
}

const patienceMs = 60_000;

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

describe('flush-lock', () => {
  it('keeps the page out while a worker holds it, and lets it in afterwards', async () => {
    const name = crypto.randomUUID();
    const holder = startHolder();
    expect(await holder.ask(`hold ${name}`)).toBe('held');
    const lock = createFlushLock(name, navigator.locks);
    expect(await lock.run(async () => 'in', 1)).toBeUndefined();
    const waiting = lock.run(async () => 'in', patienceMs);
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
    const waiting = createFlushLock(name, navigator.locks).run(async () => 'in', patienceMs);
    holder.end();
    expect(await waiting).toBe('in');
  });

  it('passes on when the task fails, and hands its error on', async () => {
    const name = crypto.randomUUID();
    const lock = createFlushLock(name, navigator.locks);
    const failing = async (): Promise<never> => {
      throw new Error('task');
    };
    await expect(lock.run(failing, patienceMs)).rejects.toThrow('task');
    expect(await lock.run(async () => 'in', patienceMs)).toBe('in');
  });

  it('holds outboxes of different names apart', async () => {
    const holder = startHolder();
    await holder.ask(`hold ${crypto.randomUUID()}`);
    expect(await createFlushLock(crypto.randomUUID(), navigator.locks).run(async () => 'in', patienceMs)).toBe('in');
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
