/** Seeds that once broke a promise, and what they found. They stay for ever. */
export const keptSeeds: readonly { seed: number; found: string }[] = [
  { seed: 233, found: 'rows that nobody can read were counted as delivered' },
  { seed: 494, found: 'a row of a newer version hid what waited behind an event that the collector breaks on' },
  { seed: 1418, found: 'a move from memory to the disk gave numbers twice' },
  { seed: 10_395, found: 'an event that the collector breaks on kept everybody behind it waiting' },
];
