import type { OutboxMark } from '../shared/protocol.js';
import { attempt } from './attempt.js';
import { readStored, removeStored, writeStored } from './page-storage.js';

export const markKey = (site: string): string => `igev-outbox:${site}`;

/** What this device's pages know of the outbox, beside the database that may be deleted without a word; undefined where it is not legible. */
export function readOutboxMark(site: string): OutboxMark | undefined {
  const mark = attempt<Partial<Record<keyof OutboxMark, unknown>> | null>(() => JSON.parse(readStored(markKey(site))), null);
  const { outboxId, pending, failedOpens } = mark ?? {};
  return typeof outboxId === 'string' && isCount(pending) && isCount(failedOpens) ? { outboxId, pending, failedOpens } : undefined;
}

export function writeOutboxMark(site: string, mark: OutboxMark): void {
  writeStored(markKey(site), JSON.stringify(mark));
}

export function removeOutboxMark(site: string): void {
  removeStored(markKey(site));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
