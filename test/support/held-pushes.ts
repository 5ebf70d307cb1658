import { createHandover, type Handover } from '../../src/main/handover.js';
import { createUnacknowledged, pageRoom, recordTexts, type Unacknowledged } from '../../src/main/unacknowledged.js';

/** What a page holds and hands over, with both of its parts loaded. */
export interface HeldPushes extends Handover, Pick<Unacknowledged, 'drop'> {
  hold(n: number, text: string): void;
  /** Holds for what is pushed from now on. */
  setContext(text: string): void;
  setRoom(room: Unacknowledged['room']): void;
  all(): string[];
}

export function heldPushes(): HeldPushes {
  const held = createUnacknowledged(pageRoom);
  let context = '';
  return {
    ...createHandover(held),
    hold: (n, text) => held.hold(n, text, context),
    drop: held.drop,
    all: () => recordTexts(held.records),
    setContext(text) {
      context = text;
    },
    setRoom(room) {
      held.room = room;
    },
  };
}
