/** What was pushed and is not durable yet. As long as it is held here, it is not lost with the worker. */
export interface Unacknowledged {
  records: HeldRecord[];
  /** Sum of the records' sizes. */
  characters: number;
  /** How many of the records a worker has got. */
  taken: number;
  /** Most records and characters that are held. */
  room: { records: number; characters: number };
  /** Holds the text of push number `n`. When there is no room, only the loss is held, and counted by the worker. */
  hold(n: number, text: string, context: string): void;
  /** Holds of push number `n` only that it was given up: for want of room or, `isWithheld`, of consent. */
  drop(n: number, isWithheld?: boolean): void;
}

/** A push with the context that applies to it, or `dropped` pushes of which no text is held. */
export interface HeldRecord {
  n: number;
  text: string;
  context: string;
  /** Characters of the text, and of the context where the record before has another. */
  size: number;
  dropped: number;
  isWithheld?: boolean;
}

/** Most characters held: about 25,000 events of ordinary size, 16 MiB of memory. The worker empties it within milliseconds. */
export const pageRoom: Unacknowledged['room'] = { records: Number.POSITIVE_INFINITY, characters: 8_388_608 };
/** The same before there is consent: a visitor's first minutes. */
export const pendingRoom: Unacknowledged['room'] = { records: 500, characters: 500_000 };

export function createUnacknowledged(room: Unacknowledged['room']): Unacknowledged {
  const held: Unacknowledged = {
    records: [],
    characters: 0,
    taken: 0,
    room,
    hold(n, text, context) {
      const { records } = held;
      const size = text.length + (records[records.length - 1]?.context === context ? 0 : context.length);
      if (held.characters + size > held.room.characters || records.length >= held.room.records) {
        held.drop(n);
      } else {
        held.characters += size;
        records.push({ n, text, context, size, dropped: 0 });
      }
    },
    drop(n, isWithheld = false) {
      const { records, taken } = held;
      const last = records[records.length - 1];
      if (last?.dropped && taken < records.length && last.isWithheld === isWithheld) {
        last.n = n;
        last.dropped += 1;
      } else {
        records.push({ n, text: '', context: '', size: 0, dropped: 1, isWithheld });
      }
    },
  };
  return held;
}

/**
 * Records as they cross to the worker: each context ahead of the events that it applies to.
 *
 * @param told the context that the reader knows already.
 */
export function recordTexts(records: readonly HeldRecord[], told = ''): string[] {
  const texts: string[] = [];
  for (const { n, text, context, dropped, isWithheld } of records) {
    if (dropped) {
      texts.push(`{"n":${n},"dropped":${dropped}${isWithheld ? ',"reason":"consent"' : ''}}`);
    } else {
      if (context !== told) texts.push(context);
      told = context;
      texts.push(text);
    }
  }
  return texts;
}
