import type { Counters } from '../../shared/protocol.js';

/** One part of everything that was pushed. */
export interface Share {
  name: 'delivered' | 'pending' | 'dropped' | 'rejected' | 'buried';
  count: number;
  /** By reason, the largest first, where there are reasons. */
  reasons: readonly [reason: string, count: number][];
  /** Where it stands in a bar of length 100. */
  from: number;
  width: number;
}

/** A part that is there is seen, however small: percent of the bar. */
const minWidth = 1.5;

/** What became of all events that were ever pushed on the device: the parts make the whole. */
export function toShares({ delivered, pending, dropped, rejected, buried }: Counters): Share[] {
  const parts = [
    part('delivered', delivered),
    part('pending', pending),
    part('dropped', 0, dropped),
    part('rejected', 0, rejected),
    part('buried', buried),
  ];
  const total = totalOf(parts);
  const widths = parts.map(({ count }) => (count > 0 ? Math.max(minWidth, (100 * count) / total) : 0));
  const scale = 100 / Math.max(1, sum(widths));
  let from = 0;
  return parts.map((each, index) => {
    const width = (widths[index] ?? 0) * scale;
    const share = { ...each, from, width };
    from += width;
    return share;
  });
}

/** Everything that was ever pushed, by the account of the outbox. */
export function totalOf(shares: readonly Pick<Share, 'count'>[]): number {
  return sum(shares.map(({ count }) => count));
}

function part(
  name: Share['name'],
  count: number,
  byReason: Readonly<Record<string, number>> = {},
): Pick<Share, 'name' | 'count' | 'reasons'> {
  const reasons = Object.entries(byReason).filter(([, each]) => each > 0);
  reasons.sort(([, one], [, other]) => other - one);
  return { name, count: count + sum(reasons.map(([, each]) => each)), reasons };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
