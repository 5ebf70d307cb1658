import type { Fate } from '../shared/protocol.js';

/** What `track` returns: the event, and what becomes of it. A page that is left takes its handles with it; the event goes on without. */
export interface Tracked {
  /** The event's id, by which the collector knows it. */
  readonly id: string;
  /** Resolves when the event is durable; or with its end, where that comes first. Always fulfilled, however long it takes. */
  readonly durable: Promise<Fate>;
  /** Resolves when the event was delivered, or when it is sure that it will not be. Always fulfilled, however long it takes. */
  readonly settled: Promise<Fate>;
}

/** The handles of this page load whose end is not known, by the numbers of their pushes; each is told a fate. */
export type TrackedPushes = Map<number, (fate: Fate) => void>;

/** Makes the handle of push number `n`. */
export function createTracked(pushes: TrackedPushes, n: number, id: string): Tracked {
  let tellDurable: (fate: Fate) => void;
  const durable = new Promise<Fate>((resolve) => {
    tellDurable = resolve;
  });
  const settled = new Promise<Fate>((resolve) => {
    pushes.set(n, (fate) => {
      tellDurable(fate);
      if (fate.state !== 'durable' && pushes.delete(n)) resolve(fate);
    });
  });
  return { id, durable, settled };
}
