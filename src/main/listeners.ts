import { attempt } from './attempt.js';

/** Whoever has asked to be told. */
export interface Listeners<Fact> {
  /** @returns a function that ends it. */
  add(listener: (fact: Fact) => void): () => void;
  /** A listener that throws harms nobody else. */
  tell(fact: Fact): void;
}

export function createListeners<Fact>(first?: (fact: Fact) => void): Listeners<Fact> {
  const listeners = new Set(first && [first]);
  return {
    add(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(fact) {
      for (const listener of listeners) attempt(() => listener(fact));
    },
  };
}
