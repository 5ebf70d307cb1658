import { describe, expect, it } from 'vitest';
import { createKeyRule } from '../../src/shared/key-rule.js';
import { createRedaction } from '../../src/shared/redact-value.js';
import { isTokenLike } from '../../src/shared/token-like.js';

const rules = createRedaction({ allowQuery: ['next'] });

/** Five times the largest properties. What is linear takes milliseconds, what is quadratic longer than a test may. */
const characters = 150_000;

const pieces = [
  ...['a@a.a.', 'a', '@', '%40', '%', '%25', '%2525', 'a@', '@a.', '.', 'a.', '-', 'é', '\uD800', ' ', '"', '\\'],
  ...['4111 1111 1111 1111 ', '4111-', '1', '1 ', '3782 822463 ', 'eyJ', 'eyJ.', 'A1a-', 'Aa1'],
  ...[
    '://',
    'a://',
    'https://',
    'http',
    '?',
    '?utm_source=',
    '&utm_source=a',
    '?utm_source=https%3A%2F%2Fx',
    '#a',
    '/',
    '/a1',
    '//a@',
    '%3a%2f%2f',
    'x%3a%2f%2f',
    ';',
    '%3f',
    ' /a?',
    '"/?a=',
    ':\\/\\/',
    '{"a":',
    '"{',
    '[',
  ],
];

describe('redaction', () => {
  it.each(pieces)('takes time in proportion to the length of a text made of %j', (piece) => {
    const soup = piece.repeat(Math.ceil(characters / piece.length));
    for (const text of [soup, `https://shop.example/${soup}?utm_source=${soup} ${soup}@mail.example`]) {
      rules.text(text);
      rules.url(text);
      rules.value(text);
      rules.concerns(text, JSON.stringify(text));
    }
    isTokenLike(soup);
    expect(createKeyRule()(soup)).not.toBe('secret');
  });
});
