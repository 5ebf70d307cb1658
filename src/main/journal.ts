import { recordSeparator } from '../shared/protocol.js';
import { attempt } from './attempt.js';
import { readStored, writeStored } from './page-storage.js';

/**
 * What a page that is left could not make durable in time, kept in localStorage until a page makes it durable: the only
 * storage that can be written while a page goes. Loss of the process within seconds still loses it, for browsers write it lazily.
 */
export interface Journal {
  /** Writes down the records of this page that are not durable; with none, there is no journal. */
  write(records: readonly string[]): void;
  /** The journals that other pages of this site have left. */
  left(): LeftJournal[];
}

export interface LeftJournal {
  pageId: string;
  /** The records, as one message of the data plane. */
  message: string;
  /** The events are durable: the journal has done its work. */
  remove(): void;
}

/** Most characters written: a fifth of what an origin may hold, written in some milliseconds. */
const maxCharacters = 1_000_000;

export function createJournal(site: string, pageId: string): Journal {
  const prefix = `igev-journal:${site}:`;
  let isWritten = false;

  const remove = (key: string): void => attempt(() => localStorage.removeItem(key), undefined);

  return {
    write(records) {
      const text = oldest(records).join(recordSeparator);
      if (text) writeStored(prefix + pageId, text);
      else if (isWritten) remove(prefix + pageId);
      isWritten = text !== '';
    },
    left() {
      const keys = attempt(() => Object.keys(localStorage), []).filter((key) => key.startsWith(prefix));
      return keys.map((key) => {
        const message = readStored(key);
        // Its page may be alive and have written more in the meantime.
        const removeUnchanged = (): void => {
          if (readStored(key) === message) remove(key);
        };
        return { pageId: key.slice(prefix.length), message, remove: removeUnchanged };
      });
    },
  };
}

/** As many records as there is room for, in order and without gaps. */
function oldest(records: readonly string[]): readonly string[] {
  let characters = 0;
  const beyond = records.findIndex(({ length }) => {
    characters += length;
    return characters > maxCharacters;
  });
  return beyond < 0 ? records : records.slice(0, beyond);
}
