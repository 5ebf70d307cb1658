import { seededRandom } from '../support/manual-clock.js';

/** All chance of a world, from one seed. */
export interface Chance {
  /** Uniform in [0, 1). */
  random(): number;
  happens(probability: number): boolean;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  /** A whole number between both ends whose order of magnitude is uniform: waits of 3 ms are as likely as such of 3 hours. */
  magnitude(low: number, high: number): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** One of the names, each as likely as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
}

export function createChance(seed: number): Chance {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  return {
    random,
    happens: (probability) => random() < probability,
    between,
    magnitude: (low, high) => Math.round(low * (high / low) ** random()),
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    weighted(weights) {
      const entries = Object.entries(weights) as [keyof typeof weights, number][];
      let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      throw new Error('Nothing has a weight.');
    },
  };
}
