import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTokenLike } from '../../src/shared/token-like.js';

const digitsOf = (alphabet: string, minLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength: minLength + 20 });

describe('a segment of a path', () => {
  it.each([
    'blue-shirt-2024',
    '1001',
    '1234567890123456',
    '41397031600258',
    'B0863TXGM3',
    'SM-G991BZAAEUE',
    'sony-wh1000xm5-wireless',
    'dell-xps13-9310-i7-1165g7-16gb-512gb',
    'iphone-15-pro-max-256gb',
    'summersale2024collection',
    'SummerSale2024Collection',
    'donaudampfschifffahrtsgesellschaft',
    'IMG_20240102_123456.jpg',
    'main.3f2a9c1b.js',
    '2026-11-23T18-00-00',
    '%E3%83%96%E3%83%AB%E3%83%BC-2024',
  ])('is no token when it names something: %s', (segment) => {
    expect(isTokenLike(segment)).toBe(false);
  });

  it.each([
    'f47ac10b-58cc-4372-a567-0e02b2c3d479',
    '12345678-1234-4234-8234-123456789012',
    'shirt_f47ac10b-58cc-4372-a567-0e02b2c3d479.jpg',
    'd41d8cd98f00b204e9800998ecf8427e',
    'abcdefabcdefabcdefabcdefabcdefab',
    'cs_test_a1B2c3D4e5F6g7H8',
    'Z2NwLXVzLWVhc3QxOjAxSkFCQ0RFRkc',
    '01HF8Z9X6T2V4N8K3M5P7Q9R1S',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x3Jd8sK2',
    '3f2a9c1b7d.8e5f6a0b',
  ])('is a token when chance has written it: %s', (segment) => {
    expect(isTokenLike(segment)).toBe(true);
  });

  it('is a token when it is a long hexadecimal number', () => {
    fc.assert(
      fc.property(digitsOf('0123456789abcdef', 32), (hex) => {
        expect(isTokenLike(hex)).toBe(true);
      }),
    );
  });

  it('is no token when it is shorter than 16 characters, or of letters, or of digits below 32', () => {
    const short = fc.string({ maxLength: 15 });
    const letters = fc.string({ unit: fc.constantFrom(...'ghijklmnopqrstuvwxyzGHIJKLMN-'), maxLength: 60 });
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 31 });
    fc.assert(
      fc.property(fc.oneof(short, letters, digits), (segment) => {
        expect(isTokenLike(segment)).toBe(false);
      }),
    );
  });
});
