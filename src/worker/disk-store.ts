import type { Durability } from '../shared/settings.js';
import type { Environment } from './environment.js';
import { OutboxDatabase } from './outbox-database.js';
import type { Head } from './outbox-head.js';
import { type OutboxStore, type OutboxTables, type PageMark, StoreError } from './outbox-store.js';

/** Opening never settles in some engines, or while an old page blocks it (fault catalog F28). */
const openMs = 8_000;
/** When an open that does not settle is given up for another, ms: in Safari 14 only a second one succeeded. Dexie takes 16 s to say that files are damaged (Chromium 156). */
const abandonMs = 30_000;
/** A slow disk takes 5 s for a commit (F43); what takes longer than this is taken for hung. */
const transactionMs = 20_000;

const tableNames = ['batches', 'heads', 'pages', 'deadLetters'];
const headKey = 'head';

export interface DiskStoreParts {
  site: string;
  durability: Durability;
  environment: Pick<Environment, 'schedule'>;
  /** The database could not be read in several page loads: when it still cannot, it is deleted and made anew. @returns true then. */
  mayRecreate: () => boolean;
  /** Opens only what another context has made. @default false */
  mustExist?: boolean;
  /** @default the runtime's */
  indexedDB?: IDBFactory;
}

/**
 * The log's store in IndexedDB. Dexie keeps the schema and opens the database; the transactions are the browser's own, for two reasons:
 * an append took 1.3 times as long through Dexie's, and a deadline needs the transaction itself.
 */
export function createDiskStore({ site, durability, environment, mayRecreate, mustExist = false, indexedDB }: DiskStoreParts): OutboxStore {
  let database: OutboxDatabase | undefined;
  let opening: Promise<IDBDatabase> | undefined;
  let isClosed = false;

  const newDatabase = (): OutboxDatabase => new OutboxDatabase(site, indexedDB && { indexedDB });

  function open(): Promise<IDBDatabase> {
    if (isClosed) return Promise.reject(new StoreError('unavailable', 'the pipeline is closed'));
    opening ??= openOrRecreate(newDatabase());
    // Only the waiting ends: an open that an old page blocks succeeds by itself once that page has gone.
    return deadline(opening, openMs, 'unavailable', 'the database did not open in time; an old page may block it');
  }

  async function openOrRecreate(mine: OutboxDatabase): Promise<IDBDatabase> {
    database = mine;
    const giveUp = (): void => {
      if (database === mine) forget();
    };
    const cancel = environment.schedule(giveUp, abandonMs);
    let missing: StoreError | undefined;
    const refuse = (): never => {
      missing = new StoreError('missing', 'there is no database');
      throw missing;
    };
    // Ends the making of a database without a trace; a look beforehand would miss one that is deleted while it is in use.
    if (mustExist) mine.on('populate', refuse);
    try {
      await mine.open().catch(async (error: unknown) => {
        const failure = toOpenError(error);
        if (failure.kind !== 'corrupt' || !mayRecreate()) throw failure;
        await deadline(mine.delete({ disableAutoOpen: false }), openMs, 'unavailable', 'the database could not be deleted in time');
        await mine.open();
      });
      return mine.backendDB();
    } catch (error) {
      giveUp();
      throw missing ?? toOpenError(error);
    } finally {
      cancel();
    }
  }

  /** Lets go of the connection: the next transaction opens another. */
  function forget(): void {
    database?.close();
    database = undefined;
    opening = undefined;
  }

  async function attempt<Result>(mode: IDBTransactionMode, work: (tables: OutboxTables) => Promise<Result>): Promise<Result> {
    const connection = await open();
    try {
      let abort = (): void => {};
      const done = new Promise<Result>((resolve, reject) => {
        const transaction = connection.transaction(tableNames, mode, { durability });
        abort = () => quietly(() => transaction.abort());
        let result: { value: Result } | undefined;
        transaction.oncomplete = () => (result ? resolve(result.value) : reject(new Error('it ended early')));
        transaction.onabort = () => reject(transaction.error ?? new Error('it was aborted'));
        work(toTables(transaction)).then((value) => {
          result = { value };
          // At once, instead of when the browser finds that nothing follows: it shortened the median of an append by an eighth.
          quietly(() => transaction.commit?.());
        }, reject);
      });
      return await deadline(done, transactionMs, 'hung', 'a transaction did not finish in time').catch((error: unknown) => {
        abort();
        throw error;
      });
    } catch (error) {
      const failure = toTransactionError(error);
      if (failure.kind !== 'full') forget();
      throw failure;
    }
  }

  function deadline<Value>(promise: PromiseLike<Value>, ms: number, kind: StoreError['kind'], otherwise: string): Promise<Value> {
    return new Promise((resolve, reject) => {
      const cancel = environment.schedule(() => reject(new StoreError(kind, otherwise)), ms);
      promise.then(resolve, reject).then(cancel);
    });
  }

  return {
    async transact(mode, work) {
      try {
        return await attempt(mode, work);
      } catch (error) {
        // Browsers close a connection without being asked: iOS in the background, everyone when site data are cleared.
        if (error instanceof StoreError && error.kind === 'failed') return attempt(mode, work);
        throw error;
      }
    },
    close: () => {
      isClosed = true;
      forget();
    },
  };
}

function toTables(transaction: IDBTransaction): OutboxTables {
  const [batches, heads, pages, deadLetters] = ['batches', 'heads', 'pages', 'deadLetters'].map((name) => transaction.objectStore(name));
  if (!batches || !heads || !pages || !deadLetters) throw new StoreError('corrupt', 'a table is missing');
  return {
    head: () => answer<Head | undefined>(heads.get(headKey)),
    putHead: (head) => void heads.put(head, headKey),
    pageMark: (pageId) => answer<PageMark | undefined>(pages.get(pageId)),
    putPageMark: (pageId, mark) => void pages.put(mark, pageId),
    deletePageMark: (pageId) => void pages.delete(pageId),
    async deletePageMarksBefore(at) {
      for (const key of await answer(pages.index('at').getAllKeys(IDBKeyRange.upperBound(at, true)))) pages.delete(key);
    },
    rows: (limit, after = Number.NEGATIVE_INFINITY) =>
      answer(batches.getAll(IDBKeyRange.bound(after, Number.POSITIVE_INFINITY, true), limit)),
    rowKeys: async (first, last) =>
      (await answer(batches.getAllKeys(IDBKeyRange.bound(first, last)))).filter((key) => typeof key === 'number'),
    putRow: (row) => void batches.put(row),
    deleteRows: (first, last) => void batches.delete(IDBKeyRange.bound(first, last)),
    letters: () => answer(deadLetters.getAll()),
    putLetter: (letter) => void deadLetters.put(letter),
    deleteLetter: (sequence) => void deadLetters.delete(sequence),
  };
}

function answer<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('a request failed'));
  });
}

function toOpenError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const isCorrupt = namesOf(error).some((name) => name === 'UnknownError' || name === 'InternalError' || name === 'DataError');
  return new StoreError(isCorrupt ? 'corrupt' : 'unavailable', String(error));
}

function toTransactionError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError(namesOf(error).includes('QuotaExceededError') ? 'full' : 'failed', String(error));
}

/** Dexie wraps what the browser threw, sometimes twice. */
function namesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null || !('name' in error)) return [];
  return [String(error.name), ...('inner' in error ? namesOf(error.inner) : [])];
}

/** For calls on a transaction that has ended by itself. */
function quietly(call: () => void): void {
  try {
    call();
  } catch {
    // It has ended: there is nothing to commit or abort.
  }
}
