import type { OutboxMark } from '../shared/protocol.js';

/** Tells the other pages of the site what waits: whoever finds the database deleted counts what all of them have lost. */
export interface MarkChannel {
  tell(mark: OutboxMark): void;
  onTold(listener: (mark: OutboxMark) => void): void;
  close(): void;
}

export function createMarkChannel(site: string): MarkChannel {
  const channel = new BroadcastChannel(`igevents:${site}`);
  let isClosed = false;
  return {
    tell: (mark) => {
      // A closed channel throws.
      if (!isClosed) channel.postMessage(mark);
    },
    onTold: (listener) => {
      channel.onmessage = ({ data }) => isMark(data) && listener(data);
    },
    close: () => {
      isClosed = true;
      channel.close();
    },
  };
}

function isMark(value: unknown): value is OutboxMark {
  if (typeof value !== 'object' || value === null || !('outboxId' in value) || !('pending' in value)) return false;
  return typeof value.outboxId === 'string' && typeof value.pending === 'number';
}
