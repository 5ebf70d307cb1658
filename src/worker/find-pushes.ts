import type { Head } from './outbox-head.js';
import type { OutboxTables } from './outbox-store.js';
import { pushOf, rowToTexts, sequenceOf } from './record-batch.js';
import { isReadable } from './stored-rows.js';

/** Where pushes of one page are in one outbox. */
export interface FoundPushes {
  outboxId: string;
  /** Events that the outbox has given up since it was born. */
  drops: number;
  /** By the numbers of the pushes: the sequence of one that waits, the code of one that is buried. */
  found: ReadonlyMap<number, { sequence: number } | { code: string }>;
}

/** Rows looked at in one step. */
const stepRows = 100;

/** Looks for pushes in the whole log, inside the caller's transaction: for the rare case that nobody knows their sequences. */
export async function findPushes(tables: OutboxTables, head: Head, pageId: string, numbers: ReadonlySet<number>): Promise<FoundPushes> {
  const found = new Map<number, { sequence: number } | { code: string }>();
  const look = (text: string, place: { sequence: number } | { code: string }): void => {
    const push = pushOf(text);
    if (push?.pageId === pageId && numbers.has(push.n)) found.set(push.n, place);
  };
  for (const { text, sequence, code, retryAt } of await tables.letters()) look(text, retryAt === undefined ? { code } : { sequence });
  for (let after: number | undefined; ; ) {
    const rows = await tables.rows(stepRows, after);
    for (const row of rows) {
      // Most rows are of other pages.
      if (!isReadable(row) || !row.body.includes(`"${pageId}:`)) continue;
      for (const text of rowToTexts(row)) look(text, { sequence: sequenceOf(text) });
    }
    const last = rows[rows.length - 1];
    if (!last || rows.length < stepRows) return { outboxId: head.outboxId, drops: dropsOf(head), found };
    after = last.first;
  }
}

export function dropsOf({ dropped }: Head): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}
