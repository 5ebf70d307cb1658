import { describe, expect, it } from 'vitest';
import { maskEmails } from '../../src/shared/mask-emails.js';

describe('e-mail addresses', () => {
  it.each([
    ['anna@example.com', '[email]'],
    ['mail anna.b+shop@mail.example.co.uk.', 'mail [email].'],
    ['<Anna_B@EXAMPLE.COM>,bob@example.org;', '<[email]>,[email];'],
    ["from 'o'brien@example.ie'", "from '[email]'"],
    ['{"email":"anna@example.com","qty":2}', '{"email":"[email]","qty":2}'],
    ['müller@straße.de', '[email]'],
    ['anna@example.com_2', '[email]_2'],
    ['anna@xn--strae-oqa.de', '[email]'],
  ])('are masked in %s', (text, masked) => {
    expect(maskEmails(text)).toBe(masked);
  });

  it.each([
    ['anna%40example.com', '[email]'],
    ['email=anna%2Bshop%40example.com&next=1', 'email=[email]&next=1'],
    ['email%3Danna%2540example.com', '[email]'],
    ['anna%252540example.com', '[email]'],
  ])('are masked however often they are encoded: %s', (text, masked) => {
    expect(maskEmails(text)).toBe(masked);
  });

  it.each([
    ['a@b.co@c.de', '[email]'],
    ['a@b@c.de', 'a@[email]'],
    ['a@b.co_d@e.fr', '[email]'],
    ['a@b.co, c@d.fr', '[email], [email]'],
  ])('are masked once where they overlap: %s', (text, masked) => {
    expect(maskEmails(text)).toBe(masked);
  });

  it.each([
    'logo@2x.png',
    'react@18.2.0',
    'pkg@1.0.0-beta.1',
    '@handle',
    'anna@',
    '2 shirts @ 10.50 each',
    'me@localhost',
    'a@.com',
    '100%40',
    'x@-.-',
  ])('are not seen in %s', (text) => {
    expect(maskEmails(text)).toBe(text);
  });
});
