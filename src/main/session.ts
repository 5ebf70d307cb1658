import { randomHex } from './identity.js';
import { readStored, writeStored } from './page-storage.js';

/** Where the session lives between page loads: the time of its last event and its id. */
const key = 'igev-session';
/** A visit ends after this long without an event, ms: the half hour that web analytics has always used. */
const idleMs = 30 * 60_000;

/** The visit that events belong to, shared by all tabs as of their load. */
export interface Session {
  /** The id for an event that happens at `at` (ms since the epoch); a new one after half an hour of silence. Touches no storage. */
  idAt(at: number): string;
  /** Writes the session down for the next page load. */
  save(): void;
}

export function createSession(): Session {
  let [lastAt = '', id = ''] = readStored(key).split(' ');
  return {
    idAt(at) {
      // A clock that was set back makes the difference negative, and no silence lasts that long.
      if (!id || Math.abs(at - Number(lastAt)) > idleMs) id = randomHex(16);
      lastAt = String(at);
      return id;
    },
    save: () => writeStored(key, `${lastAt} ${id}`),
  };
}
