import type { Head } from './outbox-head.js';
import type { RecordBatch } from './record-batch.js';

/**
 * What the log is written on: four tables and transactions over all of them. The disk and, where the disk is refused, memory behave alike,
 * so that one outbox works on both and a simulation can stand in for either.
 */
export interface OutboxStore {
  /**
   * Runs `work` in one transaction. Resolves with its result when everything that it wrote is durable.
   * When it rejects nothing was written, or, after a deadline, nobody can tell: whatever is done here may be done once more.
   * `work` may await nothing but its own reads: IndexedDB ends a transaction that is left alone.
   */
  transact<Result>(mode: 'readonly' | 'readwrite', work: (tables: OutboxTables) => Promise<Result>): Promise<Result>;
  close(): void;
}

/** The tables as one transaction sees them. Writes are not awaited: they fail with their transaction. */
export interface OutboxTables {
  head(): Promise<Head | undefined>;
  putHead(head: Head): void;
  pageMark(pageId: string): Promise<PageMark | undefined>;
  putPageMark(pageId: string, mark: PageMark): void;
  deletePageMark(pageId: string): void;
  /** Deletes the marks of pages that have not appended since `at`. */
  deletePageMarksBefore(at: number): Promise<void>;
  /** The oldest rows, at most `limit`, whose keys are greater than `after`. Keys that are not numbers are left alone. */
  rows(limit: number, after?: number): Promise<StoredRow[]>;
  /** Keys of the rows between two keys, both included. */
  rowKeys(first: number, last: number): Promise<number[]>;
  putRow(row: RecordBatch): void;
  /** Deletes the rows between two keys, both included. */
  deleteRows(first: number, last: number): void;
  letters(): Promise<DeadLetter[]>;
  putLetter(letter: DeadLetter): void;
  deleteLetter(sequence: number): void;
}

/** A row as it is found: another version of the library, or an accident, may have written it. */
export interface StoredRow {
  first: number;
}

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

/**
 * Why a transaction failed.
 *
 * | kind | meaning |
 * | --- | --- |
 * | unavailable | the database cannot be opened: refused, blocked or hung |
 * | missing | there is no database, and none was to be made |
 * | corrupt | the browser says that its files cannot be read |
 * | full | the origin's quota or the disk is used up |
 * | hung | the transaction did not finish in time: nobody can tell whether it will |
 * | failed | anything else: aborted, closed under us |
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly kind: 'unavailable' | 'missing' | 'corrupt' | 'full' | 'hung' | 'failed';

  constructor(kind: StoreError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
