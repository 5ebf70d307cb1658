/** Numbers from 1 that come nearly in order: as many as there are, in the space of those that are missing. */
export interface NumberSet {
  /** False when it was there before. */
  add(n: number): boolean;
  size(): number;
  highest(): number;
}

export function createNumberSet(): NumberSet {
  let all = 0;
  let highest = 0;
  const above = new Set<number>();
  return {
    add(n) {
      if (n <= all || above.has(n)) return false;
      highest = Math.max(highest, n);
      above.add(n);
      while (above.delete(all + 1)) all += 1;
      return true;
    },
    size: () => all + above.size,
    highest: () => highest,
  };
}
