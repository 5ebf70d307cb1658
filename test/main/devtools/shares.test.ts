import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toShares, totalOf } from '../../../src/main/devtools/shares.js';
import type { Counters } from '../../../src/shared/protocol.js';

const none: Counters = { delivered: 0, duplicates: 0, pending: 0, pendingBytes: 0, dropped: {}, rejected: {}, buried: 0 };

describe('shares', () => {
  it('count every push once, with the reasons, the most frequent first', () => {
    const shares = toShares({
      ...none,
      delivered: 70,
      pending: 20,
      dropped: { quota: 1, 'outbox-full': 3 },
      rejected: { 'name-empty': 4 },
      buried: 2,
    });
    expect(shares.map(({ name, count }) => [name, count])).toEqual([
      ['delivered', 70],
      ['pending', 20],
      ['dropped', 4],
      ['rejected', 4],
      ['buried', 2],
    ]);
    expect(shares[2]?.reasons).toEqual([
      ['outbox-full', 3],
      ['quota', 1],
    ]);
    expect(totalOf(shares)).toBe(100);
  });

  it('are an empty bar where nothing was pushed', () => {
    expect(toShares(none).map(({ from, width }) => [from, width])).toEqual(Array(5).fill([0, 0]));
  });

  it('fill the bar without gap or overlap, and none that is there is invisible', () => {
    const count = fc.nat(1_000_000);
    fc.assert(
      fc.property(count, count, count, count, (delivered, pending, quota, buried) => {
        const shares = toShares({ ...none, delivered, pending, dropped: { quota }, buried });
        let end = 0;
        for (const share of shares) {
          expect(share.from).toBeCloseTo(end, 6);
          if (share.count > 0) expect(share.width).toBeGreaterThan(1.3);
          else expect(share.width).toBe(0);
          end = share.from + share.width;
        }
        expect(end).toBeCloseTo(totalOf(shares) > 0 ? 100 : 0, 6);
      }),
    );
  });
});
