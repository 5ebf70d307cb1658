import { type OutboxStore, type OutboxTables, StoreError } from '../../src/worker/outbox-store.js';

/**
 * What the disk does with a transaction.
 *
 * | mood | like |
 * | --- | --- |
 * | well | a disk |
 * | full | Chromium at its quota: whatever puts anything is refused, mere deletions pass |
 * | refused | a browser without IndexedDB |
 * | corrupt | damaged files |
 * | silent | a commit that succeeded, though nobody was told in time |
 * | late | a commit that did not succeed, and nobody was told in time |
 * | hung | no answer at all until the mood changes; then `refused` |
 */
export type Mood = 'well' | 'full' | 'refused' | 'corrupt' | 'silent' | 'late' | 'hung';

export interface GivenStore extends OutboxStore {
  /** What becomes of transactions from now on. */
  feel(mood: Mood): void;
  /** The tables as the next transaction sees them, whatever the mood. */
  inner: OutboxStore;
}

/** A store that can fail in the ways that a disk does, over one that cannot. */
export function createGivenStore(inner: OutboxStore): GivenStore {
  let mood: Mood = 'well';
  let wake: (() => void)[] = [];

  async function transact<Result>(mode: 'readonly' | 'readwrite', work: (tables: OutboxTables) => Promise<Result>): Promise<Result> {
    if (mood === 'hung') await new Promise<void>((resolve) => wake.push(resolve)).then(() => fail('unavailable'));
    if (mood === 'refused') fail('unavailable');
    if (mood === 'corrupt') fail('corrupt');
    if (mood === 'late' && mode === 'readwrite') fail('hung');
    const feltAtStart = mood;
    const result = await inner.transact(mode, async (tables) => {
      const watched = feltAtStart === 'full' ? watch(tables) : undefined;
      const value = await work(watched?.tables ?? tables);
      if (watched?.hasPut()) fail('full');
      return value;
    });
    if (feltAtStart === 'silent' && mode === 'readwrite') fail('hung');
    return result;
  }

  return {
    transact,
    close: () => inner.close(),
    feel(next) {
      mood = next;
      const sleepers = wake;
      wake = [];
      for (const each of sleepers) each();
    },
    inner,
  };
}

function fail(kind: StoreError['kind']): never {
  throw new StoreError(kind, 'given');
}

function watch(tables: OutboxTables): { tables: OutboxTables; hasPut: () => boolean } {
  let count = 0;
  const counted =
    <Args extends unknown[]>(put: (...args: Args) => void) =>
    (...args: Args): void => {
      count += 1;
      put(...args);
    };
  const { putHead, putPageMark, putRow, putLetter } = tables;
  const puts = { putHead: counted(putHead), putPageMark: counted(putPageMark), putRow: counted(putRow), putLetter: counted(putLetter) };
  return { tables: { ...tables, ...puts }, hasPut: () => count > 0 };
}
