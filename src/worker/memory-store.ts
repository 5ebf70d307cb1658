import type { Head } from './outbox-head.js';
import type { DeadLetter, OutboxStore, OutboxTables, PageMark } from './outbox-store.js';
import type { RecordBatch } from './record-batch.js';
import { createTurns, type Turns } from './turns.js';

/** Tables in memory, for where the browser refuses the disk. */
export interface MemoryTables {
  /** Transactions of all who use the tables run one after another. */
  turns: Turns;
  /** The tables as a transaction sees them, and what takes its writes back. */
  begin(): { tables: OutboxTables; undo: () => void };
}

/** The log's store in memory: transactions run one after another, and one that fails leaves nothing behind. */
export function createMemoryStore(memory: MemoryTables = createMemoryTables()): OutboxStore {
  return {
    transact: (_mode, work) =>
      memory.turns.run(async () => {
        const { tables, undo } = memory.begin();
        try {
          return await work(tables);
        } catch (error) {
          undo();
          throw error;
        }
      }),
    close: () => {},
  };
}

export function createMemoryTables(): MemoryTables {
  const heads = new Map<'head', Head>();
  const marks = new Map<string, PageMark>();
  const letters = new Map<number, DeadLetter>();
  /** In ascending order of `first`. */
  const rows: RecordBatch[] = [];

  /** Index of the first row whose key is not below `key`. */
  function indexOf(key: number): number {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle]?.first ?? key) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function indexAfter(key: number): number {
    const index = indexOf(key);
    return rows[index]?.first === key ? index + 1 : index;
  }

  function begin(): { tables: OutboxTables; undo: () => void } {
    const inverses: (() => void)[] = [];

    function change<Key, Value>(table: Map<Key, Value>, key: Key, value: Value | undefined): void {
      const before = table.get(key);
      inverses.push(() => void (before === undefined ? table.delete(key) : table.set(key, before)));
      // A copy, as IndexedDB makes one: whoever wrote it may change it afterwards.
      if (value === undefined) table.delete(key);
      else table.set(key, structuredClone(value));
    }

    function splice(start: number, count: number, ...added: RecordBatch[]): void {
      const removed = rows.splice(start, count, ...added);
      inverses.push(() => void rows.splice(start, added.length, ...removed));
    }

    const tables: OutboxTables = {
      head: async () => structuredClone(heads.get('head')),
      putHead: (head) => change(heads, 'head', head),
      pageMark: async (pageId) => structuredClone(marks.get(pageId)),
      putPageMark: (pageId, mark) => change(marks, pageId, mark),
      deletePageMark: (pageId) => change(marks, pageId, undefined),
      async deletePageMarksBefore(at) {
        for (const [pageId, mark] of marks) if (mark.at < at) change(marks, pageId, undefined);
      },
      async rows(limit, after) {
        const start = after === undefined ? 0 : indexAfter(after);
        return rows.slice(start, start + limit).map((row) => ({ ...row }));
      },
      rowKeys: async (first, end) => rows.slice(indexOf(first), indexAfter(end)).map((row) => row.first),
      putRow(row) {
        const index = indexOf(row.first);
        splice(index, rows[index]?.first === row.first ? 1 : 0, { ...row });
      },
      deleteRows(first, end) {
        const start = indexOf(first);
        splice(start, indexAfter(end) - start);
      },
      letters: async () => structuredClone([...letters.values()]).sort((one, other) => one.sequence - other.sequence),
      putLetter: (letter) => change(letters, letter.sequence, letter),
      deleteLetter: (sequence) => change(letters, sequence, undefined),
    };
    const undo = (): void => {
      for (const inverse of inverses.reverse()) inverse();
    };
    return { tables, undo };
  }

  return { turns: createTurns(), begin };
}
