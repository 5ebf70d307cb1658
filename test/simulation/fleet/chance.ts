/** Uniform in [0, 1), a row of its own for each kiosk: what one kiosk draws moves no other's luck. */
export type Chance = (kiosk: number) => number;

/** Mulberry32, one word of state per kiosk instead of a closure. */
export function createChance(kiosks: number, seed: number): Chance {
  const states = new Int32Array(kiosks);
  // Weyl steps, so that neighbours do not draw neighbouring numbers.
  for (let kiosk = 0; kiosk < kiosks; kiosk++) states[kiosk] = Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) + Math.imul(kiosk + 1, 0x85ebca6b);
  return (kiosk) => {
    const state = ((states[kiosk] ?? 0) + 0x6d2b79f5) | 0;
    states[kiosk] = state;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
