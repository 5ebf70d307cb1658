/** What was handed to the worker and is not durable yet. As long as it is held here, it is not lost with the worker. */
export interface Unacknowledged {
  /** Holds the text of push number `n` until it is durable. When there is no room, only the loss is held, and counted by the worker. */
  hold(n: number, text: string): void;
  /** Says what the page context is from now on. It is held with the first event that it applies to. */
  setContext(text: string): void;
  /** Texts that were not taken yet. */
  take(): string[];
  /** All texts that are held, with the context of the first. Empty when everything is durable. */
  all(): string[];
  /** The same for a worker that knows nothing yet: with the context of what comes next even when everything is durable. */
  takeAll(): string[];
  /** All up to `n` are durable. */
  release(n: number): void;
  isEmpty(): boolean;
}

/** Most characters held: about 25,000 events of ordinary size, 16 MiB of memory. The worker empties it within milliseconds. */
const maxCharacters = 8_388_608;

/** How the text of a `ContextRecord` begins, and no other. */
const contextStart = '{"context":';

export function createUnacknowledged(): Unacknowledged {
  /** `dropped` counts the pushes that a record stands for without holding them. */
  const records: { n: number; text: string; dropped: number }[] = [];
  let taken = 0;
  let characters = 0;
  /** Told, but no event has come since. */
  let newContext = '';
  /** What applies to the first held event when no held record says it. */
  let firstContext = '';

  function add(n: number, text: string): void {
    characters += text.length;
    records.push({ n, text, dropped: 0 });
  }

  function textsFrom(start: number): string[] {
    return records.slice(start).map(({ n, text, dropped }) => (dropped ? `{"n":${n},"dropped":${dropped}}` : text));
  }

  const allTexts = (): string[] => [firstContext, ...textsFrom(0)].filter(Boolean);

  return {
    hold(n, text) {
      const last = records[records.length - 1];
      if (characters + newContext.length + text.length <= maxCharacters) {
        if (newContext) add(n, newContext);
        newContext = '';
        add(n, text);
      } else if (last?.dropped && taken < records.length) {
        last.n = n;
        last.dropped += 1;
      } else {
        records.push({ n, text: '', dropped: 1 });
      }
    },
    setContext(text) {
      newContext = text;
    },
    take() {
      const texts = textsFrom(taken);
      taken = records.length;
      return texts;
    },
    all: () => (records.length > 0 ? allTexts() : []),
    takeAll() {
      taken = records.length;
      return allTexts();
    },
    release(n) {
      const count = records.findIndex((record) => record.n > n);
      const gone = records.splice(0, count < 0 ? records.length : count);
      for (const { text } of gone) {
        characters -= text.length;
        if (text.startsWith(contextStart)) firstContext = text;
      }
      taken -= gone.length;
    },
    isEmpty: () => records.length === 0,
  };
}
