// Which kills there are and when they come: everything random of a run is drawn here, from one seed.

/** What is killed. */
export type Victim = 'browser' | 'renderer' | 'worker';

/** What the network does when the kill comes. With `held` the collector has stored a batch and its answer is on the way. */
export type Moment = 'online' | 'offline' | 'held';

/** Pages that push until the moment comes: then the browser, the first page's process, or one page's worker after the other is killed. */
export interface Life {
  victim: Victim;
  moment: Moment;
  tabs: 1 | 3;
  /** From the first push, or from the moment that the collector holds an answer, until the last kill, ms. */
  afterMs: number;
  /** How long the pages that live go on pushing after it, ms. */
  onMs: number;
  /** False where the next kill comes while what this one left is still being handed over. */
  drains: boolean;
}

/** One profile and its lives. */
export interface KillProfile {
  durability: 'relaxed' | 'strict';
  lives: readonly Life[];
}

/** One task of a page that pushes. */
export interface PushStep {
  count: number;
  /** Pause after it, ms. */
  pauseMs: number;
}

/** Uniform in [0, 1). */
export type Random = () => number;

/** Mulberry32. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const killsPerRound = 20;
const moments: readonly Moment[] = ['held', 'online', 'offline'];

/**
 * Rounds of 20 kills. Each kind comes as often as the others, give or take one, in random order. The lanes of a round go side by side:
 * a page notices only after 10 to 20 s that its worker was killed, and meanwhile the machine is idle.
 */
export function planRounds(rounds: number, random: Random): KillProfile[][][] {
  const sudden = endless(
    (['browser', 'renderer'] as const).flatMap((victim) =>
      moments.flatMap((moment) => ([1, 3] as const).map((tabs) => ({ victim, moment, tabs }))),
    ),
    random,
  );
  // Mostly three, because three are noticed in the time of one.
  const silent = endless(
    moments.flatMap((moment) => ([3, 3, 1] as const).map((tabs) => ({ victim: 'worker' as const, moment, tabs }))),
    random,
  );
  const toLife = (kind: Pick<Life, 'victim' | 'moment' | 'tabs'>): Life => ({
    ...kind,
    afterMs: random() * (kind.moment === 'held' ? 80 : 400),
    onMs: random() * 100,
    drains: random() < 0.75,
  });
  return Array.from({ length: rounds }, () => {
    const [first, second] = [silent(), silent()];
    const count = killsPerRound - first.tabs - second.tabs;
    const lives = Array.from({ length: count }, () => toLife(sudden()));
    return [
      [
        { durability: 'relaxed', lives: lives.slice(0, count / 2) },
        { durability: 'strict', lives: lives.slice(count / 2) },
      ],
      [{ durability: 'relaxed', lives: [toLife(first)] }],
      [{ durability: 'strict', lives: [toLife(second)] }],
    ];
  });
}

/** Single pushes, bursts and pauses as a visitor's page has them; longer than any kill lets them be. */
export function planPushes(random: Random): PushStep[] {
  return Array.from({ length: 400 }, () => ({
    count: 1 + Math.floor(random() * random() * 10),
    pauseMs: random() < 0.3 ? 0 : random() * 30,
  }));
}

/** Draws all items in random order, and then again. */
function endless<Item>(items: readonly Item[], random: Random): () => Item {
  let left: Item[] = [];
  return () => {
    if (left.length === 0) left = [...items];
    const [item] = left.splice(Math.floor(random() * left.length), 1);
    if (item === undefined) throw new Error('There is nothing to draw from.');
    return item;
  };
}
