import { attempt } from './attempt.js';
import { type HeldRecord, recordTexts, type Unacknowledged } from './unacknowledged.js';

/** Hands what is held to the worker, and lets it go when it is durable. */
export interface Handover {
  /** Texts that were not taken yet. */
  take(): string[];
  /** All texts, for a worker that knows nothing yet. */
  takeAll(): string[];
  /** All up to `n` are durable. */
  release(n: number): void;
  isEmpty(): boolean;
  /** The last push that was handed over and is held, 0 for none. */
  takenUpTo(): number;
  /** Changes the text of every context. */
  rewriteContexts(change: (text: string) => string): void;
  /** Keeps of all up to number `last` only that there was no consent for it. @returns how many pushes lose their text. */
  withhold(last: number): number;
}

export function createHandover(held: Unacknowledged): Handover {
  /** The context that the worker was told last. */
  let told = '';

  function take(): string[] {
    const records = held.records.slice(held.taken);
    const texts = recordTexts(records, told);
    held.taken = held.records.length;
    for (const { dropped, context } of records) if (!dropped) told = context;
    return texts;
  }

  function startAnew(): void {
    held.taken = 0;
    told = '';
  }

  return {
    take,
    takeAll() {
      startAnew();
      return take();
    },
    release(n) {
      const count = held.records.findIndex((record) => record.n > n);
      const gone = held.records.splice(0, count < 0 ? held.records.length : count);
      for (const { size } of gone) held.characters -= size;
      held.taken -= gone.length;
    },
    isEmpty: () => held.records.length === 0,
    takenUpTo: () => held.records[held.taken - 1]?.n ?? 0,
    rewriteContexts(change) {
      // Many events share a context, and go on sharing it.
      const changed = new Map<string, string>();
      for (const record of held.records) {
        if (record.dropped) continue;
        // A page may have patched what made it.
        const text = changed.get(record.context) ?? attempt(() => change(record.context), record.context);
        changed.set(record.context, text);
        record.context = text;
      }
      startAnew();
    },
    withhold(last) {
      const gone = held.records.filter(({ n }) => n <= last);
      const rest = held.records.slice(gone.length);
      const withheld = gone.slice(-1).map(({ n }) => ({ n, text: '', context: '', size: 0, dropped: pushes(gone), isWithheld: true }));
      held.records = [...withheld, ...rest];
      held.characters = rest.reduce((total, { size }) => total + size, 0);
      startAnew();
      return pushes(gone.filter(({ isWithheld }) => !isWithheld));
    },
  };
}

/** How many pushes records stand for. */
function pushes(records: readonly HeldRecord[]): number {
  return records.reduce((total, { dropped }) => total + (dropped || 1), 0);
}
