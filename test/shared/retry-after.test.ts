import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../src/shared/retry-after.js';

const now = Date.UTC(2026, 5, 1, 12);

describe('retry-after', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 120 ', 120_000],
    ['007', 7_000],
    ['1000000000000', 1e15],
  ])('reads %j as seconds', (value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms);
  });

  it.each([
    ['Mon, 01 Jun 2026 12:00:30 GMT', 30_000],
    ['Monday, 01-Jun-26 12:00:30 GMT', 30_000],
    ['Mon Jun  1 12:00:30 2026 GMT', 30_000],
    ['Mon, 01 Jun 2026 11:00:00 GMT', 0],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', Date.UTC(9999, 11, 31, 23, 59, 59) - now],
  ])('reads %j as a moment', (value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms);
  });

  it.each([
    null,
    '',
    ' ',
    '-1',
    '+5',
    '1.5',
    '1e12',
    '0x10',
    'NaN',
    'Infinity',
    'soon',
    '120, 60',
    '1 2',
    '2026-06-01',
    'Foo 5',
    'Mon, 99 Foo 2026',
  ])('finds no wait in %j', (value) => {
    expect(parseRetryAfter(value, now)).toBeUndefined();
  });

  it('never gives a negative wait or one that is not a number', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const ms = parseRetryAfter(value, now) ?? 0;
        expect(ms).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
