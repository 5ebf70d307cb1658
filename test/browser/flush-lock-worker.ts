// Another thread that takes the flush lock when told to: the other end of flush-lock.test.ts.
import { browserEnvironment } from '../../src/worker/environment.js';
import { createFlushLock } from '../../src/worker/flush-lock.js';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import { makeOutbox } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';

let release = (): void => {};

/** `hold <name>` takes the lock and keeps it until `release`; each step is answered. */
addEventListener('message', ({ data }: MessageEvent<string>) => {
  const [order, name = ''] = data.split(' ');
  if (order === 'hold') void hold(name).then(() => postMessage('released'));
  else release();
});

function hold(name: string): Promise<unknown> {
  const task = (): Promise<void> =>
    new Promise((resolve) => {
      release = resolve;
      postMessage('held');
    });
  const { outbox } = makeOutbox({ site: name }, createManualClock(), { store: createMemoryStore() });
  return createFlushLock({ name, locks: navigator.locks, outbox, environment: browserEnvironment }).run(task);
}
