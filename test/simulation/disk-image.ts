import type { Head } from '../../src/worker/outbox-head.js';
import type { DeadLetter, OutboxTables, PageMark, StoredRow } from '../../src/worker/outbox-store.js';

/** What stands on the disk after a commit. Never changed: a commit makes another. */
export interface DiskImage {
  readonly head: Head | undefined;
  readonly marks: ReadonlyMap<string, PageMark>;
  /** In ascending order of `first`. Junk and rows of other versions may be among them. */
  readonly rows: readonly StoredRow[];
  readonly letters: ReadonlyMap<number, DeadLetter>;
}

export const emptyImage: DiskImage = { head: undefined, marks: new Map(), rows: [], letters: new Map() };

/** One transaction's view of an image, and the image that it leaves when it commits. */
export interface Draft {
  tables: OutboxTables;
  image(): DiskImage;
  /** True when something was put: a full disk lets only deletions pass. */
  hasPut(): boolean;
}

export function draftOf(before: DiskImage): Draft {
  let { head, marks, rows, letters } = before;
  let hasPut = false;

  /** Index of the first row whose key is not below `key`. */
  function indexOf(key: number): number {
    const index = rows.findIndex((row) => row.first >= key);
    return index < 0 ? rows.length : index;
  }

  function changed<Key, Value>(table: ReadonlyMap<Key, Value>, key: Key, value: Value | undefined): ReadonlyMap<Key, Value> {
    const copy = new Map(table);
    if (value === undefined) copy.delete(key);
    else copy.set(key, value);
    hasPut ||= value !== undefined;
    return copy;
  }

  const tables: OutboxTables = {
    head: async () => head && copyOfHead(head),
    putHead(value) {
      head = copyOfHead(value);
      hasPut = true;
    },
    pageMark: async (pageId) => copyOf(marks.get(pageId)),
    putPageMark(pageId, mark) {
      marks = changed(marks, pageId, copyOf(mark));
    },
    deletePageMark(pageId) {
      marks = changed(marks, pageId, undefined);
    },
    async deletePageMarksBefore(at) {
      marks = new Map([...marks].filter(([, mark]) => mark.at >= at));
    },
    async rows(limit, after = Number.NEGATIVE_INFINITY) {
      const start = rows.findIndex((row) => row.first > after);
      return start < 0 ? [] : rows.slice(start, start + limit).map(copyOf);
    },
    rowKeys: async (first, last) => rows.map((row) => row.first).filter((key) => key >= first && key <= last),
    putRow(row) {
      const index = indexOf(row.first);
      const isSame = rows[index]?.first === row.first;
      rows = [...rows.slice(0, index), copyOf(row), ...rows.slice(isSame ? index + 1 : index)];
      hasPut = true;
    },
    deleteRows(first, last) {
      rows = rows.filter((row) => row.first < first || row.first > last);
    },
    letters: async () => [...letters.values()].map(copyOf).sort((one, other) => one.sequence - other.sequence),
    putLetter(letter) {
      letters = changed(letters, letter.sequence, copyOf(letter));
    },
    deleteLetter(sequence) {
      letters = changed(letters, sequence, undefined);
    },
  };
  return { tables, image: () => ({ head, marks, rows, letters }), hasPut: () => hasPut };
}

/** A browser makes copies of everything that goes in or out; ours are as deep as anyone changes it. */
function copyOf<Value extends object | undefined>(value: Value): Value {
  return value && { ...value };
}

function copyOfHead(head: Head): Head {
  return { ...head, dropped: { ...head.dropped }, rejected: { ...head.rejected } };
}
