import type { OutboxMark } from '../shared/protocol.js';
import { type Departures, isDepartures } from './departures.js';

/**
 * Tells the other pages of the site what waits: whoever finds the database deleted counts what all of them have lost.
 * And tells them at once when the visitor has withdrawn the consent.
 */
export interface MarkChannel {
  tell(mark: OutboxMark): void;
  onTold(listener: (mark: OutboxMark) => void): void;
  /** Tells the other pages that the consent was withdrawn at `at`, ms since the epoch. */
  tellWithdrawn(at: number): void;
  onWithdrawn(listener: (at: number) => void): void;
  /** Tells the other pages what has left the outbox: they may track some of it. */
  tellDepartures(departures: Departures): void;
  onDepartures(listener: (departures: Departures) => void): void;
  close(): void;
}

export function createMarkChannel(site: string): MarkChannel {
  const channel = new BroadcastChannel(`igevents:${site}`);
  let isClosed = false;
  const post = (message: OutboxMark | Withdrawal | Departures): void => {
    // A closed channel throws.
    if (!isClosed) channel.postMessage(message);
  };
  return {
    tell: post,
    onTold: (listener) => channel.addEventListener('message', ({ data }) => isMark(data) && listener(data)),
    tellWithdrawn: (withdrawnAt) => post({ withdrawnAt }),
    onWithdrawn: (listener) => channel.addEventListener('message', ({ data }) => isWithdrawal(data) && listener(data.withdrawnAt)),
    tellDepartures: post,
    onDepartures: (listener) => channel.addEventListener('message', ({ data }) => isDepartures(data) && listener(data)),
    close: () => {
      isClosed = true;
      channel.close();
    },
  };
}

interface Withdrawal {
  withdrawnAt: number;
}

function isWithdrawal(value: unknown): value is Withdrawal {
  return typeof value === 'object' && value !== null && 'withdrawnAt' in value && typeof value.withdrawnAt === 'number';
}

function isMark(value: unknown): value is OutboxMark {
  if (typeof value !== 'object' || value === null || !('outboxId' in value) || !('pending' in value)) return false;
  const isNumbered = !('revision' in value) || typeof value.revision === 'number';
  return typeof value.outboxId === 'string' && typeof value.pending === 'number' && isNumbered;
}
