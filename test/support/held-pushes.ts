import { createHandover, type Handover } from '../../src/main/handover.js';
import { createUnacknowledged, type Unacknowledged } from '../../src/main/unacknowledged.js';

/** What a page holds and hands over, with both of its parts loaded. */
export interface HeldPushes extends Handover, Pick<Unacknowledged, 'hold' | 'drop' | 'all'> {
  setContext(text: string): void;
  setRoom(room: Unacknowledged['room']): void;
}

export function heldPushes(): HeldPushes {
  const held = createUnacknowledged();
  return {
    ...createHandover(held),
    hold: held.hold,
    drop: held.drop,
    all: held.all,
    setContext(text) {
      held.newContext = text;
    },
    setRoom(room) {
      held.room = room;
    },
  };
}
