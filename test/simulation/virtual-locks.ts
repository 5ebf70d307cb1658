import type { VirtualThread } from './virtual-thread.js';
import type { World } from './world.js';

/** The Web Locks of one origin: kept by a frozen thread, freed by a dead one, and taken from anyone by `steal`. */
export interface VirtualLocks {
  managerFor(thread: VirtualThread): LockManager;
}

interface Request {
  thread: VirtualThread;
  /** Runs the callback; the lock is held until it settles. */
  start(): void;
  /** Somebody has stolen the lock. */
  onStolen(): void;
}

interface Options {
  signal?: AbortSignal;
  steal?: boolean;
}

export function createVirtualLocks({ clock, chance, trace, ledger }: Pick<World, 'clock' | 'chance' | 'trace' | 'ledger'>): VirtualLocks {
  /** The first one holds the lock; the others wait. There is one name only. */
  let line: Request[] = [];

  function leave(request: Request): void {
    const held = line[0] === request;
    line = line.filter((each) => each !== request);
    if (held) grant();
  }

  function grant(): void {
    const holder = line[0];
    if (holder) clock.after(chance.random() * 3, () => holder.thread.deliver(() => line[0] === holder && holder.start()));
  }

  function requestFor(thread: VirtualThread, options: Options, task: () => Promise<unknown>): Promise<unknown> {
    if (!thread.act()) return new Promise(() => {});
    return new Promise((resolve, reject) => {
      let hasStarted = false;
      const request: Request = {
        thread,
        start() {
          if (hasStarted) return;
          hasStarted = true;
          task()
            .then(resolve, reject)
            .finally(() => leave(request));
        },
        onStolen: () => clock.after(1, () => thread.deliver(() => reject(new DOMException('The lock was stolen.', 'AbortError')))),
      };
      thread.onDeath(() => leave(request));
      options.signal?.addEventListener('abort', () => {
        if (hasStarted) return;
        leave(request);
        reject(options.signal?.reason);
      });
      const [holder, ...waiting] = line;
      if (options.steal && holder) {
        trace.add(`${thread.name} steals the lock of ${holder.thread.name}`);
        ledger.stolen(thread, holder.thread);
        line = [request, ...waiting];
        holder.onStolen();
        grant();
      } else {
        line.push(request);
        if (line.length === 1) grant();
      }
    });
  }

  return {
    managerFor(thread) {
      const request = (_name: string, options: Options, task: () => Promise<unknown>): Promise<unknown> =>
        requestFor(thread, options, task);
      // The overloads of the real one are more than the core asks for.
      return { request } as unknown as LockManager;
    },
  };
}
