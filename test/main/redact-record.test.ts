import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactRecord } from '../../src/main/redact-record.js';
import { createRedaction } from '../../src/shared/redact-value.js';
import { messageToRecords } from '../../src/worker/data-message.js';
import { createEventFacts, enrich } from '../../src/worker/enrich.js';
import { sanitize } from '../../src/worker/sanitize.js';
import { hostileJson, hostileText } from '../support/hostile-text.js';
import { pageContext } from '../support/make-event.js';
import { nothing } from '../support/nothing.js';

const settings = { redactKeys: ['dob'], allowQuery: ['next'] };
const rules = createRedaction(settings);
const head = '{"n":7,"at":1000,"monotonicMs":2.5,';

function record(item: unknown, more = ''): string {
  return `${head}"item":${JSON.stringify(item)}${more}}`;
}

/** What the worker makes of a record: its wire data. */
function wireOf(text: string): unknown {
  const facts = createEventFacts('page', pageContext, {}, rules);
  return messageToRecords(text).map((read) => {
    if (!('item' in read)) return 'damaged' in read ? 'unreadable' : read;
    const sanitized = sanitize(read, rules);
    return 'rejected' in sanitized ? sanitized : enrich(sanitized.event, facts);
  });
}

describe('a record of the journal', () => {
  it('keeps number, times and options, and loses what may not be kept', () => {
    const item = {
      event: 'sign_up',
      properties: { email: 'anna@mail.example', dob: 1, sku: 'A-17' },
      id: 'order-1001',
      priority: 'high',
    };
    const kept = {
      event: 'sign_up',
      properties: { email: '[email]', dob: '[redacted]', sku: 'A-17' },
      id: 'order-1001',
      priority: 'high',
    };
    expect(redactRecord(record(item, ',"track":true'), settings)).toBe(record(kept, ',"track":true'));
  });

  it('loses what nobody reads, and items that are no events', () => {
    expect(redactRecord(record({ event: 'seen', password: 'x', type: { a: 'x' } }), settings)).toBe(record({ event: 'seen', type: null }));
    expect(redactRecord(record('anna@mail.example'), settings)).toBe(record(null));
    expect(redactRecord(record(['x']), settings)).toBe(record(null));
  });

  it('loses an id that holds personal data, as the worker would not take it either', () => {
    const text = record({ event: 'sign_up', id: 'anna@mail.example' });
    expect(redactRecord(text, settings)).toBe(record({ event: 'sign_up' }));
    expect(wireOf(redactRecord(text, settings))).toEqual(wireOf(text));
  });

  it('is reduced in its page context, but for the ids', () => {
    const page = { url: 'https://u:p@shop.example/a?token=1#b', referrer: 'https://other.example/?q=1', title: 'Hello anna@mail.example' };
    const context = {
      ...pageContext,
      page,
      accountId: 'anna@mail.example',
      context: { cartOrCheckoutToken: 'abc?key=1', token: 'x', dob: 1 },
    };
    expect(JSON.parse(redactRecord(JSON.stringify({ context }), settings))).toEqual({
      context: {
        ...pageContext,
        page: { url: 'https://shop.example/a', referrer: 'https://other.example/', title: 'Hello [email]' },
        accountId: '[email]',
        context: { cartOrCheckoutToken: 'abc?key=1', token: '[redacted]', dob: '[redacted]' },
      },
    });
  });

  it('stays when it counts a loss', () => {
    expect(redactRecord('{"n":9,"dropped":3,"reason":"consent"}', settings)).toBe('{"n":9,"dropped":3,"reason":"consent"}');
  });

  it('is counted as unreadable when it cannot be read, and nothing else is lost with it', () => {
    const damaged = redactRecord(`${head}"item":{"event":"anna@mail.example`, settings);
    expect(damaged).toBe('{"n":7');
    expect(wireOf([damaged, '{"n":9,"dropped":1}'].join(',\n'))).toEqual(['unreadable', { n: 9, dropped: 1 }]);
    expect(redactRecord('anna@mail.example', settings)).toBe('');
    expect(wireOf(['', '{"n":9,"dropped":1}'].join(',\n'))).toEqual([{ n: 9, dropped: 1 }]);
  });

  it('survives a context that is none', () => {
    expect(JSON.parse(redactRecord('{"context":{}}', settings))).toEqual({
      context: { page: { url: '', referrer: '', title: '' }, context: nothing },
    });
  });

  it('becomes the same event on the wire as the record itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant('seen'), hostileText), hostileJson, (event, properties) => {
        const text = record({ event, properties, timestamp: '2026-11-23T18:12:21.123Z' });
        expect(wireOf(redactRecord(text, settings))).toEqual(wireOf(text));
      }),
      { numRuns: 1_000 },
    );
  });
});
