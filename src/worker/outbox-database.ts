import { Dexie, type DexieOptions } from 'dexie';

/** The database of one outbox: its schema, its versions, its opening and closing. Explicit keys only: key generators break whole tables on iOS 16.7 (https://github.com/dexie/Dexie.js/issues/1878). */
export class OutboxDatabase extends Dexie {
  /** @param given another IndexedDB than the runtime's. */
  constructor(site: string, given: Pick<DexieOptions, 'indexedDB' | 'IDBKeyRange'> = {}) {
    super(`igevents:${site}`, given);
    // The index set never changes within a version number: builds that differ in it would patch the schema under each other.
    this.version(1).stores({ batches: 'first', heads: '', pages: ',at', deadLetters: 'sequence' });
  }
}
