import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coarse } from '../../src/main/coarse-redaction.js';
import { redactRecord } from '../../src/main/redact-record.js';
import type { Json } from '../../src/shared/event.js';
import { cleanProperties } from '../../src/shared/properties.js';
import { hostileJson, hostileText } from '../support/hostile-text.js';
import { pageContext } from '../support/make-event.js';

const redactKeys = ['date of birth', 'dob'];
const wellFormed = (value: Json): Json => cleanProperties(value).properties;

function itemOf(text: string): unknown {
  return (JSON.parse(text) as { item: unknown }).item;
}

describe('coarse redaction', () => {
  it('keeps what is beyond doubt, and the record as it is', () => {
    const text = JSON.stringify({
      n: 7,
      at: 1000,
      monotonicMs: 2.5,
      item: {
        event: 'add_to_cart',
        properties: { sku: 'A-17', qty: 2, title: 'Blue shirt, L', orders: [1001, 1002] },
        id: 'order-4111111111111111',
      },
      track: true,
    });
    expect(JSON.parse(coarse(text, redactKeys))).toEqual(JSON.parse(text));
    expect(coarse(text)).toMatch(/^\{"n":7,/);
    expect(coarse('{"n":9,"dropped":3,"reason":"consent"}')).toBe('{"n":9,"dropped":3,"reason":"consent"}');
  });

  it('keeps the ids of a page context, and loses its addresses', () => {
    const told = {
      ...pageContext,
      userId: 'ig_0123456789',
      sessionId: '12345678',
      page: { url: 'https://a.example/b', referrer: '', title: 'Shop' },
    };
    const kept = coarse(JSON.stringify({ context: told }));
    expect(kept).toMatch(/^\{"context":\{/);
    expect(JSON.parse(kept)).toEqual({ context: { ...told, page: { url: '[redacted]', referrer: '', title: 'Shop' } } });
  });

  it('loses what is in doubt as a whole', () => {
    const properties = {
      at: 'a@b.example',
      card: 1,
      dateOfBirth: 2,
      dob: 3,
      nested: [{ PASS_WORD: 'x', path: '/a', note: 'call 12345678', ok: 'yes' }],
    };
    expect(itemOf(coarse(JSON.stringify({ n: 1, item: { event: 'seen', properties } }), redactKeys))).toEqual({
      event: 'seen',
      properties: {
        at: '[redacted]',
        card: '[redacted]',
        dateOfBirth: '[redacted]',
        dob: '[redacted]',
        nested: [{ PASS_WORD: '[redacted]', path: '[redacted]', note: '[redacted]', ok: 'yes' }],
      },
    });
  });

  it('loses an id with an e-mail address, and keeps every other', () => {
    const idOf = (id: string): unknown => itemOf(coarse(JSON.stringify({ n: 1, item: { event: 'seen', id } })));
    expect(['anna@mail.example', 'anna%40mail.example', 'order 12345678', '#/?'].map(idOf)).toEqual([
      { event: 'seen' },
      { event: 'seen' },
      { event: 'seen', id: 'order 12345678' },
      { event: 'seen', id: '#/?' },
    ]);
  });

  it.each(['', '{"n":1', 'anna@mail.example', 'null', '{"n":1,"item":'.repeat(2)])('never throws: %s', (text) => {
    expect(coarse(text)).not.toContain('anna');
  });

  it('leaves nothing that the fine rules would take', () => {
    fc.assert(
      fc.property(hostileText, hostileJson, (event, properties) => {
        const text = JSON.stringify({ n: 1, item: { event: wellFormed(event), properties: wellFormed(properties), id: 'order-1001' } });
        const kept = coarse(text, redactKeys);
        expect(JSON.parse(redactRecord(kept, { redactKeys }))).toEqual(JSON.parse(kept));
      }),
      { numRuns: 1_000 },
    );
  });
});
