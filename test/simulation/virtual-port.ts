import type { VirtualThread } from './virtual-thread.js';
import type { World } from './world.js';

/** Longest way of a message between two threads, ms. */
const wayMs = 3;

/** One direction between two threads: messages arrive in order, a little later, and never at a dead thread. */
export interface VirtualPort<Message> {
  post(message: Message): void;
  /** Nothing arrives any more, not even what is on its way. */
  close(): void;
}

export function createVirtualPort<Message>(
  { clock, chance }: Pick<World, 'clock' | 'chance'>,
  from: VirtualThread,
  to: VirtualThread,
  onMessage: (message: Message) => void,
): VirtualPort<Message> {
  let lastAt = 0;
  let isClosed = false;
  return {
    post(message) {
      if (!from.act()) return;
      lastAt = Math.max(lastAt, clock.running() + chance.random() * wayMs);
      clock.after(lastAt - clock.running(), () => to.deliver(() => void (isClosed || onMessage(message))));
    },
    close() {
      isClosed = true;
    },
  };
}
