import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCardNumber, maskCards } from '../../src/shared/mask-cards.js';

// The numbers that the networks publish for tests.
const cards = [
  '4111111111111111',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '6011111111111117',
  '3530111333300000',
  '6200000000000005',
];

describe('card numbers', () => {
  it.each(cards)('are masked without separators: %s', (card) => {
    expect(maskCards(`card ${card}.`)).toBe('card [card].');
    expect(maskCards(`?card=${card}&x`)).toBe('?card=[card]&x');
  });

  it.each([
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '4111.1111.1111.1111',
    '4111 - 1111 - 1111 - 1111',
    '4111\u00a01111\u00a01111\u00a01111',
    '4111\u20131111\u20131111\u20131111',
    '4111%201111%201111%201111',
    '4111+1111+1111+1111',
    '3782 822463 10005',
    '3056 930902 5904',
    '6212 3456 7890 1232 0 03'.replace(' 0 03', ''),
  ])('are masked as people write them: %s', (card) => {
    expect(maskCards(`pay with ${card}, please`)).toBe('pay with [card], please');
  });

  it('are masked between other numbers, the security code being left alone', () => {
    expect(maskCards('2 x 4111 1111 1111 1111 12/27 123')).toBe('2 x [card] 12/27 123');
    expect(maskCards('4000 4111 1111 1111 1111')).toBe('4000 [card]');
    expect(maskCards('%204111111111111111')).toBe('%20[card]');
  });

  it.each([
    ['milliseconds', '1732380000000'],
    ['microseconds', '1732380000000000'],
    ['seconds', '1732380000'],
    ['an article', '4006381333931'],
    ['a GTIN', '04006381333931'],
    ['a variant of a shop', '41397031600258'],
    ['an order', '1001-2024-000017'],
    ['an order with its day', '2026112300000006'],
    ['a phone', '+49 170 1234 5678'],
    ['an instant', '2026-11-23T18:12:21.123Z'],
    ['a fraction', '0.4111111111111111'],
    ['a wrong check digit', '4111 1111 1111 1112'],
    ['nobody’s number', '9999 9999 9999 9995'],
    ['a longer number', '41111111111111110000'],
    ['other groups', '41 11111111 111111'],
    ['a device', '356938035643809'],
  ])('are not seen in %s: %s', (_, text) => {
    expect(maskCards(text)).toBe(text);
  });

  it('are never seen in 13 or 14 digits without separators, for shops are full of such ids', () => {
    fc.assert(
      fc.property(fc.bigInt(10n ** 12n, 10n ** 14n - 1n), (id) => {
        expect(maskCards(`id ${id}`)).toBe(`id ${id}`);
      }),
    );
  });

  it('are recognised as numbers by network, length and check digit', () => {
    expect(cards.map(Number).filter(isCardNumber)).toHaveLength(cards.length);
    expect([4_111_111_111_111_112, 1_732_380_000_000, 4.2, -4_111_111_111_111_111].filter(isCardNumber)).toEqual([]);
  });
});
