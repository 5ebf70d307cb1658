import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanEventName } from '../../src/shared/event-name.js';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 250 }),
  fc.string({ unit: fc.constantFrom(..."a,' \t😀\uD800\u00A0"), maxLength: 250 }),
);

describe('event-name', () => {
  it.each([
    ['add_to_cart', 'add_to_cart'],
    ["add,to'cart", 'addtocart'],
    ['trailing \t\n\u00A0', 'trailing'],
    ["trailing ,' ,", 'trailing'],
    ['  leading stays', '  leading stays'],
    ['inner  space stays', 'inner  space stays'],
    ['Ünïcode “quotes” "double"', 'Ünïcode “quotes” "double"'],
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
    ['half \uD83D a pair', 'half \uFFFD a pair'],
  ])('cleans %j to %j', (raw, clean) => {
    expect(cleanEventName(raw)).toBe(clean);
  });

  it.each(['', ' ', ',', "'", ", ' \n"])('finds no name in %j', (raw) => {
    expect(cleanEventName(raw)).toBeUndefined();
  });

  it('keeps 100 code points, not 100 code units', () => {
    expect(cleanEventName('😀'.repeat(101))).toBe('😀'.repeat(100));
    expect(cleanEventName('x'.repeat(100))).toBe('x'.repeat(100));
    expect(cleanEventName('x'.repeat(101))).toBe('x'.repeat(100));
  });

  it('counts the 100 code points after the removals', () => {
    expect(cleanEventName(`${','.repeat(50)}${'x'.repeat(100)}`)).toBe('x'.repeat(100));
  });

  it('trims the white space that the cut laid bare', () => {
    expect(cleanEventName(`${'x'.repeat(99)} y`)).toBe('x'.repeat(99));
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const once = cleanEventName(raw);
        expect(once === undefined ? once : cleanEventName(once)).toBe(once);
      }),
    );
  });

  it('never holds a comma, a single quote, trailing white space, half a surrogate pair or more than 100 code points', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const name = cleanEventName(raw) ?? 'none';
        expect(name).not.toMatch(/[,']|\s$|\p{Surrogate}/u);
        expect(Array.from(name).length).toBeLessThanOrEqual(100);
      }),
    );
  });
});
