// Another thread that takes the flush lock when told to: the other end of flush-lock.test.ts.
import { createFlushLock } from '../../src/worker/flush-lock.js';

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
  return createFlushLock(name, navigator.locks).run(task, 60_000);
}
