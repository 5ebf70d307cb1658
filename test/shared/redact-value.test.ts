import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/shared/event.js';
import { createRedaction } from '../../src/shared/redact-value.js';
import { hostileJson, hostileText } from '../support/hostile-text.js';

const rules = createRedaction({ allowQuery: ['next'] });

describe('redaction', () => {
  it('replaces secrets by the names of their members, whatever they are and however deep they lie', () => {
    expect(rules.value({ list: [{ user: { token: { a: 1 }, pwd: null, cvc: 123, qty: 2 } }], password: 'x' })).toEqual({
      list: [{ user: { token: '[redacted]', pwd: '[redacted]', cvc: '[redacted]', qty: 2 } }],
      password: '[redacted]',
    });
  });

  it.each([
    ['[{"token":"a"},{"qty":1}]', '[{"token":"[redacted]"},{"qty":1}]'],
    [' {"a":{"pwd":1}}', '{"a":{"pwd":"[redacted]"}}'],
    [JSON.stringify({ inner: JSON.stringify({ secret: 's' }) }), JSON.stringify({ inner: '{"secret":"[redacted]"}' })],
    ['{"to":"https:\\/\\/shop.example\\/a?token=b"}', '{"to":"https://shop.example/a"}'],
    ['{ "qty": 1.0 }', '{ "qty": 1.0 }'],
    ['{"token":"a"', '{"token":"a"'],
  ])('finds the members of a text that is JSON: %s', (pushed, kept) => {
    const given = { state: pushed };
    expect(rules.value(given)).toEqual({ state: kept });
    expect(rules.concerns(given, JSON.stringify(given)) || pushed === kept).toBe(true);
  });

  it('survives a text that is JSON of 50,000 levels', () => {
    const deep = `${'['.repeat(50_000)}"token"${']'.repeat(50_000)}`;
    expect(JSON.stringify(rules.value({ deep })).length).toBeLessThan(200);
  });

  it('leaves numbers alone, but those of cards under the name of a card', () => {
    const value = { at: 1_732_380_000_000, order: 4_111_111_111_111_111, card: 4_111_111_111_111_111, cc: 7 };
    expect(rules.value(value)).toEqual({ ...value, card: '[card]' });
  });

  it('keeps the token of a cart as it is, for it joins an order to a visitor, but not what hides under its name', () => {
    const cartToken = 'gid://shopify/Cart/Z2NwLXVzLWVhc3QxOjAxSkFC?key=1';
    expect(rules.value({ cartToken, checkoutToken: { email: 'a@b.example' } })).toEqual({ cartToken, checkoutToken: { email: '[email]' } });
  });

  it('redacts the names of members, too', () => {
    expect(rules.value({ 'anna@mail.example': { qty: 1 } })).toEqual({ '[email]': { qty: 1 } });
  });

  it('reduces addresses only when it is switched off', () => {
    const off = createRedaction({ redact: false });
    const value = { token: 'a', mail: 'a@b.example', url: 'https://u:p@a.example/b?c=1', search: '?d=1' };
    expect(off.value(value)).toEqual({ ...value, url: 'https://a.example/b', search: '?' });
    expect(off.concerns({ token: 'a' }, '{"token":"a"}')).toBe(false);
  });

  it('survives 10,000 levels, of which it keeps 40', () => {
    const deep = JSON.parse(`${'{"in":'.repeat(10_000)}1${'}'.repeat(10_000)}`) as Json;
    expect(JSON.stringify(rules.value(deep))).toBe(`${'{"in":'.repeat(40)}"[redacted]"${'}'.repeat(40)}`);
  });

  it('is not concerned with what shops push every day', () => {
    const value = {
      sku: 'A-17',
      qty: 2,
      price: 1999,
      currency: 'EUR',
      at: '2026-11-23T18:12:21.123Z',
      ms: 1_732_380_000_000,
      author: 'Smith & Sons',
    };
    expect(rules.concerns(value, JSON.stringify(value))).toBe(false);
  });

  it('changes nothing when it is not concerned', () => {
    fc.assert(
      fc.property(hostileJson, (value) => {
        if (!rules.concerns(value, JSON.stringify(value))) expect(rules.value(value)).toEqual(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const once = rules.text(text);
        expect(rules.text(once)).toBe(once);
        expect(rules.url(rules.url(text))).toBe(rules.url(text));
      }),
      { numRuns: 5_000, examples: [['d41d8cd98f00b204e9800998ecf8427e://%253A%252F%252F%3A%2F%2F']] },
    );
  });

  it('changes no value the second time', () => {
    fc.assert(
      fc.property(hostileJson, (value) => {
        const once = rules.value(value);
        expect(rules.value(once)).toEqual(once);
      }),
    );
  });

  it('leaves no address of a person, whatever stands around it', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (before, after) => {
        expect(rules.text(`${before} canary@mail.example ${after}`)).not.toContain('canary@mail');
        expect(rules.url(`https://shop.example/${before}/canary%40mail.example/${after}`)).not.toContain('canary%40mail');
      }),
    );
  });
});
