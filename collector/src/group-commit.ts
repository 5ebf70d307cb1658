import type { AppendResult, CheckedBatch, Store } from './store.js';

interface Waiting {
  batch: CheckedBatch;
  resolve(result: AppendResult): void;
  reject(reason: unknown): void;
}

export interface GroupCommit {
  /** Resolves when the batch is on disk. */
  append(batch: CheckedBatch): Promise<AppendResult>;
  /** Events that are waiting for the store. */
  waitingEvents(): number;
  /** Resolves when nothing is waiting any more. */
  whenIdle(): Promise<void>;
}

/** One writer: requests that arrive while a commit is running are written together by the next one. */
export function createGroupCommit(store: Store, onCommit: () => void): GroupCommit {
  let queue: Waiting[] = [];
  let waitingEvents = 0;
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    while (queue.length > 0) {
      const group = queue;
      queue = [];
      await commit(group);
      waitingEvents -= countEvents(group);
    }
    writing = undefined;
  }

  async function commit(group: readonly Waiting[]): Promise<void> {
    try {
      const results = await store.append(group.map((waiting) => waiting.batch));
      onCommit();
      for (const [index, waiting] of group.entries()) waiting.resolve(results[index] ?? { accepted: 0, duplicates: 0 });
    } catch (error) {
      for (const waiting of group) waiting.reject(error);
    }
  }

  return {
    append(batch) {
      const result = new Promise<AppendResult>((resolve, reject) => queue.push({ batch, resolve, reject }));
      waitingEvents += batch.events.length;
      writing ??= write();
      return result;
    },
    waitingEvents: () => waitingEvents,
    whenIdle: () => writing ?? Promise.resolve(),
  };
}

function countEvents(group: readonly Waiting[]): number {
  return group.reduce((sum, waiting) => sum + waiting.batch.events.length, 0);
}
