import { describe, expect, it } from 'vitest';
import { createEventHeap } from './event-heap.js';
import { measure } from './measures.js';
import { toPlot } from './plot.js';
import { runFleet } from './run-fleet.js';
import { herd, type Refusal, region, scaled } from './scenario.js';
import { toTable } from './table.js';

/** The region at a fiftieth: kiosks and capacity alike. */
const smallRegion = scaled(region, 2_000);

describe('fleet', () => {
  it.each<[Refusal, number]>([
    ['bare', 1.5],
    ['constant', 1.5],
    ['limiter', 1.5],
    ['turns', 1.3],
  ])(
    'drains a region that returns at one instant in little more than the ideal time (refused by %s: at most %d times)',
    (refusal, most) => {
      const record = runFleet({ ...smallRegion, refusal });
      const { drained, ideal, perNeeded, steady } = measure(record);
      expect(drained.max).toBeLessThan(most * ideal);
      expect(steady).toBeLessThan(2);
      expect(perNeeded).toBeLessThan(3);
      expect(record.parked).toBe(0);
    },
  );

  it('drains it nearly as fast when no kiosk is told that the connection went and came', () => {
    const { drained, ideal, perNeeded, peakLater } = measure(runFleet({ ...smallRegion, isTold: false }));
    // A kiosk that knows nothing of the return hears of it by its own timer, up to a quarter of an hour late.
    expect(drained.max).toBeLessThan(1.5 * ideal + 15 * 60);
    expect(perNeeded).toBeLessThan(3);
    expect(peakLater).toBeLessThan(5);
  });

  it('never asks twice as much as the collector serves when five thousand kiosks return', () => {
    const { peakFirst, peakLater } = measure(runFleet(scaled(herd, 2_000)));
    expect(Math.max(peakFirst, peakLater)).toBeLessThan(2);
  });

  it('sends full batches: less than one request more per kiosk than was needed, besides the refused ones', () => {
    const { served, needed, requests, refused } = runFleet(smallRegion);
    const servedRequests = served.reduce((total, count) => total + count, 0);
    expect(servedRequests).toBe(requests - refused);
    expect(servedRequests).toBeGreaterThanOrEqual(needed);
    expect(servedRequests - needed).toBeLessThan(smallRegion.kiosks);
  });

  it('gives the same run for the same seed, and another for another', () => {
    const few = scaled(region, 300);
    const hash = runFleet(few).hash;
    expect(runFleet(few).hash).toBe(hash);
    expect(runFleet({ ...few, seed: 2 }).hash).not.toBe(hash);
  });

  it('prints a row for each run, and draws a picture', () => {
    const record = runFleet(scaled(region, 300));
    expect(toTable(new Map([['bare', record]])).split('\n')).toHaveLength(3);
    const plot = toPlot(record, [{ name: 'offered', colour: 'blue', perSecond: record.offered }]);
    expect(plot).toMatch(/^<svg [^>]+>[\s\S]+<\/svg>\n$/);
    expect(plot).not.toContain('NaN');
  });
});

describe('event-heap', () => {
  it('gives events back by time, and those of one time in the order in which they came', () => {
    const heap = createEventHeap(1_000);
    const times = Array.from({ length: 1_000 }, (_, index) => (index * 7_919) % 101);
    for (const [subject, at] of times.entries()) heap.push(at, subject);
    const order: number[] = [];
    while (heap.pop()) order.push(heap.subject);
    const expected = [...times.keys()].toSorted((one, other) => (times[one] ?? 0) - (times[other] ?? 0) || one - other);
    expect(order).toEqual(expected);
    expect(() => createEventHeap(0).push(1, 1)).toThrow(RangeError);
  });
});
