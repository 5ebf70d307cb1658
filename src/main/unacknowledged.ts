/** What was pushed and is not durable yet. As long as it is held here, it is not lost with the worker. */
export interface Unacknowledged {
  records: HeldRecord[];
  /** Sum of the texts' lengths. */
  characters: number;
  /** Told, but no event has come since. */
  newContext: string;
  /** What applies to the first held event when no held record says it. */
  firstContext: string;
  /** How many of the records a worker has got. */
  taken: number;
  /** Most records and characters that are held. */
  room: { records: number; characters: number };
  /** Holds the text of push number `n`. When there is no room, only the loss is held, and counted by the worker. */
  hold(n: number, text: string): void;
  /** Holds of push number `n` only that it was given up: for want of room or, `isWithheld`, of consent. */
  drop(n: number, isWithheld?: boolean): void;
  /** All texts that are held, with the context of the first. Empty when everything is durable. */
  all(): string[];
}

/** A push, a context, or `dropped` pushes of which no text is held. */
export interface HeldRecord {
  n: number;
  text: string;
  dropped: number;
  isWithheld?: boolean;
}

/** Most characters held: about 25,000 events of ordinary size, 16 MiB of memory. The worker empties it within milliseconds. */
export const pageRoom: Unacknowledged['room'] = { records: Number.POSITIVE_INFINITY, characters: 8_388_608 };
/** The same before there is consent: a visitor's first minutes. */
export const pendingRoom: Unacknowledged['room'] = { records: 500, characters: 500_000 };

export function createUnacknowledged(room: Unacknowledged['room'] = pageRoom): Unacknowledged {
  const held: Unacknowledged = {
    records: [],
    characters: 0,
    newContext: '',
    firstContext: '',
    taken: 0,
    room,
    hold(n, text) {
      const context = held.newContext;
      if (held.characters + context.length + text.length > held.room.characters || held.records.length >= held.room.records) {
        held.drop(n);
        return;
      }
      if (context) add(n, context);
      held.newContext = '';
      add(n, text);
    },
    drop(n, isWithheld = false) {
      const last = held.records[held.records.length - 1];
      if (last?.dropped && held.taken < held.records.length && last.isWithheld === isWithheld) {
        last.n = n;
        last.dropped += 1;
      } else {
        held.records.push({ n, text: '', dropped: 1, isWithheld });
      }
    },
    all: () => (held.records.length > 0 ? [held.firstContext, ...held.records.map(recordText)].filter(Boolean) : []),
  };

  function add(n: number, text: string): void {
    held.characters += text.length;
    held.records.push({ n, text, dropped: 0 });
  }

  return held;
}

export function recordText({ n, text, dropped, isWithheld }: HeldRecord): string {
  return dropped ? `{"n":${n},"dropped":${dropped}${isWithheld ? ',"reason":"consent"' : ''}}` : text;
}
