import { recordSeparator } from '../shared/protocol.js';
import { removeStored, writeStored } from './page-storage.js';

/**
 * What a page that is left could not make durable in time, kept in localStorage until a page makes it durable: the only
 * storage that can be written while a page goes. Loss of the process within seconds still loses it, for browsers write it lazily.
 */
export interface Journal {
  /** Writes down the records of this page that are not durable; with none, there is no journal. */
  write(records: readonly string[]): void;
}

/** Most characters written: a fifth of what an origin may hold, written in some milliseconds. */
const maxCharacters = 1_000_000;

export const journalPrefix = (site: string): string => `igev-journal:${site}:`;

export function createJournal(site: string, pageId: string): Journal {
  const key = journalPrefix(site) + pageId;
  let isWritten = false;

  return {
    write(records) {
      const text = oldest(records).join(recordSeparator);
      if (text) writeStored(key, text);
      else if (isWritten) removeStored(key);
      isWritten = text !== '';
    },
  };
}

/** As many records as there is room for, in order and without gaps. */
function oldest(records: readonly string[]): readonly string[] {
  let characters = 0;
  return records.filter(({ length }) => {
    characters += length;
    return characters <= maxCharacters;
  });
}
