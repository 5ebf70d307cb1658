import type { OutboxMark } from '../../src/shared/protocol.js';
import type { MarkChannel } from '../../src/worker/mark-channel.js';
import { createVirtualPort } from './virtual-port.js';
import type { VirtualThread } from './virtual-thread.js';
import type { World } from './world.js';

/** The channel on which the threads of one origin tell each other what they know of the outbox. */
export interface VirtualChannel {
  endFor(thread: VirtualThread): MarkChannel;
}

export function createVirtualChannel(world: Pick<World, 'clock' | 'chance' | 'ledger'>): VirtualChannel {
  const listeners = new Map<VirtualThread, (mark: OutboxMark) => void>();
  return {
    endFor: (thread) => ({
      tell(mark) {
        for (const [other, listener] of listeners) {
          if (!other.isAlive()) listeners.delete(other);
          else if (other !== thread) createVirtualPort(world, thread, other, listener).post(mark);
        }
      },
      onTold(listener) {
        listeners.set(thread, (mark) => {
          world.ledger.told(thread.name, mark);
          listener(mark);
        });
      },
      // The pages of these worlds have consent.
      tellWithdrawn: () => {},
      onWithdrawn: () => {},
      // What others have delivered a page has to find out by itself.
      tellDepartures: () => {},
      onDepartures: () => {},
      close: () => void listeners.delete(thread),
    }),
  };
}
