import { createHash } from 'node:crypto';

/** A deletion request is remembered by this alone: the user's id itself would have to be deleted as well. Lower-case hex, as DuckDB's `sha256` gives it. */
export function userHash(userId: string): string {
  return createHash('sha256').update(userId).digest('hex');
}
