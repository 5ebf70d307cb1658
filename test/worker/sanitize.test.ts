import { describe, expect, it } from 'vitest';
import type { CapturedEvent } from '../../src/shared/event.js';
import { createRedaction } from '../../src/shared/redact-value.js';
import { type Sanitized, sanitize as sanitizeBy } from '../../src/worker/sanitize.js';

const rules = createRedaction({});
const sanitize = (event: CapturedEvent): Sanitized => sanitizeBy(event, rules);
const captured = { n: 3, at: 1_000, monotonicMs: 12.5 };

describe('sanitize', () => {
  it('keeps an event and writes its properties as text', () => {
    expect(sanitize({ ...captured, item: { event: "add,to'cart ", properties: { qty: 2 }, type: 'track', source: 'js_api' } })).toEqual({
      event: { ...captured, event: 'addtocart', propertiesText: '{"qty":2}' },
    });
  });

  it('takes an event without properties', () => {
    expect(sanitize({ ...captured, item: { event: 'seen' } })).toMatchObject({ event: { propertiesText: '{}' } });
  });

  it('takes a number for a name, as shops do', () => {
    expect(sanitize({ ...captured, item: { event: 42 } })).toMatchObject({ event: { event: '42' } });
  });

  it.each([[null], ['text'], [7], [true], [[]], [[{ event: 'in a list' }]]])('rejects %j: it is not an object', (item) => {
    expect(sanitize({ ...captured, item })).toEqual({ rejected: 'not-an-object' });
  });

  it.each([[{}], [{ event: null }], [{ event: {} }], [{ event: true }], [{ name: 'wrong member' }]])(
    'rejects %j: it has no name',
    (item) => {
      expect(sanitize({ ...captured, item })).toEqual({ rejected: 'name-missing' });
    },
  );

  it.each([[{ event: '' }], [{ event: ' ,' }]])('rejects %j: nothing is left of its name', (item) => {
    expect(sanitize({ ...captured, item })).toEqual({ rejected: 'name-empty' });
  });

  it('keeps an event whose properties are too large, without them and with a note', () => {
    const sanitized = sanitize({ ...captured, item: { event: 'seen', properties: 'x'.repeat(40_000) } });
    expect(sanitized).toMatchObject({
      event: { event: 'seen', propertiesText: 'null', note: { problem: 'properties-too-large', bytes: 40_002 } },
    });
  });

  it('redacts the name, also where the clean-up of names brings an address to light', () => {
    const nameOf = (event: unknown): unknown => sanitize({ ...captured, item: { event } });
    expect(nameOf('signup anna@shop.example')).toMatchObject({ event: { event: 'signup [email]' } });
    expect(nameOf("signup anna@sh,op.example, 4111'1111'1111'1111")).toMatchObject({ event: { event: 'signup [email] [card]' } });
    expect(nameOf(`${'x'.repeat(91)} anna@shop.example`)).toMatchObject({ event: { event: `${'x'.repeat(91)} [email]` } });
    expect(nameOf(4111111111111111)).toMatchObject({ event: { event: '[card]' } });
    expect(nameOf('#token=1')).toMatchObject({ event: { event: '#' } });
  });

  it('redacts the properties', () => {
    const properties = { email: 'anna@shop.example', password: 7, from: 'https://shop.example/a?token=1', at: 1_732_380_000_000 };
    expect(sanitize({ ...captured, item: { event: 'seen', properties } })).toMatchObject({
      event: { propertiesText: '{"email":"[email]","password":"[redacted]","from":"https://shop.example/a","at":1732380000000}' },
    });
  });

  it('measures properties once more when markers have made them longer', () => {
    const properties = Array.from({ length: 2_000 }, () => ({ token: 1 }));
    expect(sanitize({ ...captured, item: { event: 'seen', properties } })).toMatchObject({
      event: { propertiesText: 'null', note: { problem: 'properties-too-large', bytes: 46_001 } },
    });
  });
});
