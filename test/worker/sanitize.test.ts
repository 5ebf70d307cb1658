import { describe, expect, it } from 'vitest';
import { sanitize } from '../../src/worker/sanitize.js';

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
});
