import type { Outcome } from './run-seed.js';

/** What a reader needs of a run that broke a promise. */
export function failureReport({ seed, hash, violation, tail }: Outcome): string {
  if (!violation) return `Seed ${seed} broke nothing.`;
  return [
    `Seed ${seed} broke ${violation.invariant}: ${violation.sentence}`,
    `Trace ${hash}, its last ${tail.length} lines (all of it: npm run simulate -- --seed ${seed}):`,
    ...tail.map((line) => `  ${line}`),
  ].join('\n');
}
