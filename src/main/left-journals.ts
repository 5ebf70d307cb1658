import { attempt } from './attempt.js';
import { journalPrefix } from './journal.js';
import { readStored, removeStored } from './page-storage.js';

export interface LeftJournal {
  pageId: string;
  /** The records, as one message of the data plane. */
  message: string;
  /** The events are durable: the journal has done its work. */
  remove(): void;
}

/** The journals that pages of this site have written, this one's included. */
export function leftJournals(site: string): LeftJournal[] {
  const prefix = journalPrefix(site);
  const keys = attempt(() => Object.keys(localStorage), []).filter((key) => key.startsWith(prefix));
  return keys.map((key) => {
    const message = readStored(key);
    // Its page may be alive and have written more in the meantime.
    const remove = (): void => {
      if (readStored(key) === message) removeStored(key);
    };
    return { pageId: key.slice(prefix.length), message, remove };
  });
}
