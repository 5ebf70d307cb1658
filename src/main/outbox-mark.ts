import type { OutboxMark } from '../shared/protocol.js';
import { attempt } from './attempt.js';
import { readStored, removeStored, writeStored } from './page-storage.js';

const markKey = (site: string): string => `igev-outbox:${site}`;

/** What this device's pages know of the outbox, beside the database that may be deleted without a word; undefined where it is not legible. */
export function readOutboxMark(site: string): OutboxMark | undefined {
  const mark = attempt<Partial<Record<keyof OutboxMark, unknown>> | null>(() => JSON.parse(readStored(markKey(site))), null);
  const { outboxId, pending, failedOpens, revision = 0 } = mark ?? {};
  return typeof outboxId === 'string' && isCount(pending) && isCount(failedOpens) && isCount(revision)
    ? { outboxId, pending, failedOpens, revision }
    : undefined;
}

export function writeOutboxMark(site: string, mark: OutboxMark): void {
  // Of two pages each writes what its own worker tells, and the older may come last.
  const written = readOutboxMark(site);
  if (written?.outboxId === mark.outboxId && (written.revision ?? 0) > (mark.revision ?? 0)) return;
  writeStored(markKey(site), JSON.stringify(mark));
}

export function removeOutboxMark(site: string): void {
  removeStored(markKey(site));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
