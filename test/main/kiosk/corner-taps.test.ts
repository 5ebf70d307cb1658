import { describe, expect, it } from 'vitest';
import { afterTap, type Corner, isInCorner } from '../../../src/main/kiosk/corner-taps.js';

const rules = { taps: 3, withinMs: 1_000 };

/** What came of taps at these times; undefined is a tap elsewhere. */
function tap(...times: (number | undefined)[]): boolean {
  let state: readonly number[] | 'done' = [];
  for (const at of times) state = state === 'done' ? state : afterTap(state, at, rules);
  return state === 'done';
}

describe('corner-taps', () => {
  it('are done with the last of the taps that come in time', () => {
    expect(tap(0, 400)).toBe(false);
    expect(tap(0, 400, 999)).toBe(true);
    expect(tap(0, 400, 1_000)).toBe(false);
    expect(tap(0, 400, 1_000, 1_100)).toBe(true);
  });

  it('begin anew after a tap elsewhere', () => {
    expect(tap(0, 100, undefined, 200)).toBe(false);
    expect(tap(undefined, 0, 100, 200)).toBe(true);
  });

  it.each<[Corner, number, number]>([
    ['top-left', 63, 0],
    ['top-right', 936, 63],
    ['bottom-left', 0, 536],
    ['bottom-right', 999, 599],
  ])('count in the corner at the %s and in no other', (corner, x, y) => {
    const all: Corner[] = ['top-left', 'top-right', 'bottom-left', 'bottom-right'];
    expect(all.filter((each) => isInCorner({ x, y }, each, 64, { width: 1_000, height: 600 }))).toEqual([corner]);
    expect(isInCorner({ x: 64, y: 64 }, corner, 64, { width: 1_000, height: 600 })).toBe(false);
  });
});
