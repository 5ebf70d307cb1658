import { Dexie, type Table } from 'dexie';
import type { Durability } from '../shared/settings.js';
import type { Head } from './outbox-head.js';
import type { RecordBatch } from './record-batch.js';

/** How far a page's pushes have come, so that a repeated append is recognised. */
export interface PageMark {
  n: number;
  at: number;
}

/** An event that the collector will not take, kept for whoever looks into it; or a suspect, parked until `retryAt`. */
export interface DeadLetter {
  sequence: number;
  format: 1;
  text: string;
  bytes: number;
  code: string;
  detail: string;
  at: number;
  retryAt?: number;
}

/** The tables of one outbox. Explicit keys only: key generators break whole tables on iOS 16.7 (https://github.com/dexie/Dexie.js/issues/1878). */
export class OutboxDatabase extends Dexie {
  declare readonly batches: Table<RecordBatch, number>;
  declare readonly heads: Table<Head, string>;
  declare readonly pages: Table<PageMark, string>;
  declare readonly deadLetters: Table<DeadLetter, number>;

  constructor(site: string, durability: Durability) {
    super(`igevents:${site}`, { chromeTransactionDurability: durability });
    // The index set never changes within a version number: builds that differ in it would patch the schema under each other.
    this.version(1).stores({ batches: 'first', heads: '', pages: ',at', deadLetters: 'sequence' });
  }
}
