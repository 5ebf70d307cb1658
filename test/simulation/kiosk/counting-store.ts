import { kindOf } from '../../../collector/src/arrival.js';
import type { CheckedEvent, Store } from '../../../collector/src/index.js';
import { createNumberSet, type NumberSet } from './number-set.js';

/** A store that keeps the numbers of events and none of their contents: a month's take no room. */
export interface CountingStore extends Store {
  /** Pushed events that are stored. */
  stored(): number;
  /** How many came more than once, and were not stored again. */
  repeats(): number;
  /** Heartbeats' and customers' events under one sequence number that was given before, or sequence numbers that never came. */
  account(source: string): { highest: number; received: number; clones: number };
}

export function createCountingStore(): CountingStore {
  const pages = new Map<string, NumberSet>();
  const outboxes = new Map<string, NumberSet>();
  const clones = new Map<string, number>();
  let stored = 0;
  let repeats = 0;

  const setIn = (sets: Map<string, NumberSet>, key: string): NumberSet => {
    const set = sets.get(key) ?? createNumberSet();
    sets.set(key, set);
    return set;
  };

  function store(event: CheckedEvent): boolean {
    const isNew = kindOf(event) !== 'event' || addPush(event.id);
    const isNewNumber = setIn(outboxes, event.source).add(Number(event.sequence));
    if (isNew && !isNewNumber && kindOf(event) === 'event') clones.set(event.source, (clones.get(event.source) ?? 0) + 1);
    if (!isNew) repeats += 1;
    else if (kindOf(event) === 'event') stored += 1;
    return isNew;
  }

  /** Ids are `<page>:<n>`, or a shop's own that is made of the same. */
  function addPush(id: string): boolean {
    const [, page = '', n] = /^(?:own ")?(\w+)[:/](\d+)"?$/.exec(id) ?? [];
    return setIn(pages, page).add(Number(n));
  }

  return {
    append: async (batches) =>
      batches.map(({ events }) => {
        const accepted = events.filter(store).length;
        return { accepted, duplicates: events.length - accepted };
      }),
    stored: () => stored,
    repeats: () => repeats,
    account(source) {
      const numbers = setIn(outboxes, source);
      return { highest: numbers.highest(), received: numbers.size(), clones: clones.get(source) ?? 0 };
    },
    lastPosition: () => stored,
    events: refuse,
    event: refuse,
    names: refuse,
    summary: refuse,
    breakdown: refuse,
    outboxes: refuse,
    fleet: refuse,
    device: refuse,
    close: async () => undefined,
  };
}

async function refuse(): Promise<never> {
  throw new Error('The counting store counts; it answers no other question.');
}
