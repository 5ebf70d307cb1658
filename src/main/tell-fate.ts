import type { Fate } from '../shared/protocol.js';
import type { TrackedPushes } from './tracked.js';

/** Tells the fate of the pushes from number `from` to number `to` to those of them that are tracked. */
export function tellFate(pushes: TrackedPushes, from: number, to: number, fate: Fate): void {
  for (const [n, tell] of pushes) if (from <= n && n <= to) tell(fate);
}
