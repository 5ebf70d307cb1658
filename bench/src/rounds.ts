import type { Contestant } from '../shared/bench-page.js';
import { shuffled } from './statistics.js';

/** One figure per round and contestant. */
export type Rounds<Figure, Names extends Contestant> = Record<Names, Figure[]>;

/** Measures all contestants in each round, in an order that changes: what disturbs the machine for a while disturbs all of them. */
export async function inRounds<Figure, Names extends Contestant>(
  rounds: number,
  contestants: readonly Names[],
  measure: (contestant: Names) => Promise<Figure>,
): Promise<Rounds<Figure, Names>> {
  const figures = Object.fromEntries(contestants.map((name) => [name, [] as Figure[]])) as Rounds<Figure, Names>;
  for (let round = 0; round < rounds; round++) {
    for (const name of shuffled(contestants)) figures[name].push(await measure(name));
  }
  return figures;
}

/** What is left of each round's figures without the cost of measuring, which the same round has measured too. */
export function without(cost: readonly number[], figures: readonly number[]): number[] {
  return figures.map((figure, round) => figure - (cost[round] ?? 0));
}
