import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLength } from '../../src/shared/byte-length.js';

describe('byte-length', () => {
  it('counts what TextEncoder would write, for any well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(byteLength(text)).toBe(new TextEncoder().encode(text).length);
      }),
    );
  });

  it('counts one to four bytes for each width of UTF-8', () => {
    expect(['a', 'é', '€', '😀', ''].map(byteLength)).toEqual([1, 2, 3, 4, 0]);
  });
});
