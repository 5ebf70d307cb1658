// Texts and values that redaction has to do with: made of the pieces that its rules look for.
import fc from 'fast-check';
import type { Json } from '../../src/shared/event.js';

const pieces = [
  ...[
    '@',
    '%40',
    '%2540',
    'a',
    'anna',
    'b.co',
    '.',
    '-',
    '_',
    "'",
    '%',
    '%25',
    'é',
    '😀',
    '\uD800',
    '\u00a0',
    '\n',
    '\\',
    '"',
    ' ',
    '+',
    ',',
  ],
  ...['1', '12', '123', '1111', '4111', '4111111111111111', '3782', '822463', '10005', '1732380000000', '0.', '%20', '/', '\u2013'],
  ...['eyJ', 'eyJhbGciOiJIUzI1NiJ9', 'd41d8cd98f00b204e9800998ecf8427e', 'f47ac10b-58cc-4372-a567-0e02b2c3d479', 'a1B2c3D4e5F6g7H8'],
  ...[
    'https://',
    'http:',
    '//',
    '://',
    'x:',
    '%3A%2F%2F',
    '%253A%252F%252F',
    '?',
    '#',
    '&',
    ';',
    '=',
    'utm_source=',
    'next=',
    'token=',
    '%3F',
    '%23',
  ],
  ...['[email]', '[card]', '[token]', '[', ']', '[redacted]', 'data:', 'about:blank', '../', '2x.png'],
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

const keys = [
  'token',
  'cartToken',
  'author',
  'card',
  'cc',
  'a',
  'url',
  'pass_word',
  'to_ken',
  'anna@b.example',
  'API-KEY',
  'cvv2',
  '/x?y=1',
  'dob',
];

export const hostileJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    hostileText,
    fc.constantFrom<Json>(null, true, 0, -1.5, 1e21, 1_732_380_000_000, 4_111_111_111_111_111, 378_282_246_310_005),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...keys), hostileText), tie('value'), { maxKeys: 5 }),
  ),
})).value;
