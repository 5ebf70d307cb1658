import { type HeldRecord, recordText, type Unacknowledged } from './unacknowledged.js';

/** Hands what is held to the worker, and lets it go when it is durable. */
export interface Handover {
  /** Texts that were not taken yet. */
  take(): string[];
  /** All texts, for a worker that knows nothing yet: with the context of what comes next even when everything is durable. */
  takeAll(): string[];
  /** All up to `n` are durable. */
  release(n: number): void;
  isEmpty(): boolean;
  /** Changes the text of every context. */
  rewriteContexts(change: (text: string) => string): void;
  /** Keeps of all up to number `last` only that there was no consent for it. @returns how many pushes lose their text. */
  withhold(last: number): number;
}

/** How the text of a `ContextRecord` begins, and no other. */
const contextStart = '{"context":';

export function createHandover(held: Unacknowledged): Handover {
  function takeAll(): string[] {
    held.taken = held.records.length;
    return [held.firstContext, ...held.records.map(recordText)].filter(Boolean);
  }

  return {
    take() {
      const texts = held.records.slice(held.taken).map(recordText);
      held.taken = held.records.length;
      return texts;
    },
    takeAll,
    release(n) {
      const count = held.records.findIndex((record) => record.n > n);
      const gone = held.records.splice(0, count < 0 ? held.records.length : count);
      for (const record of gone) {
        held.characters -= record.text.length;
        if (isContext(record)) held.firstContext = record.text;
      }
      held.taken -= gone.length;
    },
    isEmpty: () => held.records.length === 0,
    rewriteContexts(change) {
      if (held.newContext) held.newContext = change(held.newContext);
      if (held.firstContext) held.firstContext = change(held.firstContext);
      held.characters = 0;
      for (const record of held.records) {
        if (isContext(record)) record.text = change(record.text);
        held.characters += record.text.length;
      }
    },
    withhold(last) {
      const gone = held.records.filter(({ n }) => n <= last);
      const events = gone.filter((record) => !isContext(record));
      const rest = held.records.slice(gone.length);
      const context = gone.filter(isContext).pop()?.text;
      if (context && rest.length > 0) held.firstContext = context;
      else held.newContext ||= context ?? '';
      held.taken = 0;
      held.characters = rest.reduce((total, { text }) => total + text.length, 0);
      held.records = [...events.slice(-1).map(({ n }) => ({ n, text: '', dropped: sum(events), isWithheld: true })), ...rest];
      return sum(events.filter(({ isWithheld }) => !isWithheld));
    },
  };
}

function isContext({ text }: HeldRecord): boolean {
  return text.startsWith(contextStart);
}

/** How many pushes records stand for. */
function sum(records: readonly HeldRecord[]): number {
  return records.reduce((total, { dropped }) => total + (dropped || 1), 0);
}
