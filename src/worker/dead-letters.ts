import type { OutboxDatabase } from './outbox-database.js';
import { countDrops, type Head } from './outbox-head.js';
import { envelopeOf, toRow } from './record-batch.js';
import type { Leaving } from './settlement.js';

/** Largest sum of dead letters, in UTF-8 bytes: enough to look into, too little to fill the origin's storage. */
export const maxDeadLetterBytes = 1_048_576;

/** Puts an event that left the log aside, inside the caller's transaction; the head keeps the count. */
export async function putAside({ deadLetters }: OutboxDatabase, head: Head, leaving: Leaving, now: number): Promise<void> {
  const { sequence, text, bytes, fate } = leaving;
  const letter = { sequence, format: 1 as const, text, bytes, at: now };
  if (fate.kind === 'parked') {
    head.parked += 1;
    head.pendingEvents += 1;
    await deadLetters.put({ ...letter, code: 'suspect', detail: '', retryAt: fate.retryAt });
  } else if (head.deadLetterBytes + bytes > maxDeadLetterBytes) {
    countDrops(head, { 'dead-letters-full': 1 });
  } else {
    head.buried += 1;
    head.deadLetterBytes += bytes;
    await deadLetters.put({ ...letter, code: fate.code, detail: fate.detail });
  }
}

/** Puts parked events back into the log whose day has come, inside the caller's transaction. */
export async function releaseParked({ batches, deadLetters }: OutboxDatabase, head: Head, now: number): Promise<void> {
  if (head.parked === 0) return;
  for (const { sequence, text, bytes, at, retryAt } of await deadLetters.toArray()) {
    // A clock that was set back must not keep an event away.
    if (retryAt === undefined || (at <= now && now < retryAt)) continue;
    await deadLetters.delete(sequence);
    await batches.put(toRow([text], sequence, envelopeOf(text).time));
    head.parked -= 1;
    head.pendingRows += 1;
    head.pendingBytes += bytes;
  }
}
