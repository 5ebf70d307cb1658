import { recordSeparator } from '../shared/protocol.js';
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

/**
 * The journals that pages of this site have written, this one's included.
 *
 * @param complete makes the function that adds to a context what the page that has written it did not know; told when its first event was pushed.
 */
export function leftJournals(
  site: string,
  complete: (at: number) => (context: string) => string = () => (context) => context,
): LeftJournal[] {
  const prefix = journalPrefix(site);
  const keys = attempt(() => Object.keys(localStorage), []).filter((key) => key.startsWith(prefix));
  return keys.map((key) => {
    const text = readStored(key);
    const records = text.split(recordSeparator);
    const completed = complete(Number(/"at":(\d+)/.exec(text)?.[1]));
    const message = records
      .map((record) => (record.startsWith('{"context":') ? attempt(() => completed(record), record) : record))
      .join(recordSeparator);
    // Its page may be alive and have written more in the meantime.
    const remove = (): void => {
      if (readStored(key) === text) removeStored(key);
    };
    return { pageId: key.slice(prefix.length), message, remove };
  });
}
