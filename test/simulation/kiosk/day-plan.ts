import type { Chance } from '../chance.js';

/** What happens at a moment of the day, ms since midnight. */
export interface Moment {
  at: number;
  what: 'heartbeat' | 'restart' | 'touch' | 'worker dies' | 'power cut';
}

const minute = 60_000;
const hour = 60 * minute;
const opensAt = 8 * hour;
const closesAt = 20 * hour;
/** After closing time, and before the day is measured. */
const restartAt = 23 * hour + 45 * minute;

export interface DayOptions {
  /** Customers of the day; each touches about ten times. */
  customers: number;
  /** The plug is pulled in the middle of the busiest hour. */
  hasPowerCut: boolean;
}

/** A day from midnight to midnight: heartbeats all the time, a restart at night, customers while it is open. */
export function planDay(chance: Chance, { customers, hasPowerCut }: DayOptions): Moment[] {
  const moments: Moment[] = [{ at: restartAt, what: 'restart' }];
  for (let at = 0; at < 24 * hour; at += 5 * minute) moments.push({ at: at + chance.between(0, 999), what: 'heartbeat' });
  for (let customer = 0; customer < customers; customer++) {
    let at = chance.between(opensAt, closesAt);
    for (let touches = chance.between(4, 16); touches > 0; touches--) {
      moments.push({ at, what: 'touch' });
      at += chance.magnitude(300, 20_000);
    }
  }
  if (chance.happens(0.5)) moments.push({ at: chance.between(opensAt, closesAt), what: 'worker dies' });
  if (hasPowerCut) moments.push({ at: 12 * hour + chance.between(0, hour), what: 'power cut' });
  return moments.sort((one, other) => one.at - other.at);
}
