import { describe, expect, it } from 'vitest';
import type { CapturedEvent } from '../../src/shared/event.js';
import { createRedaction } from '../../src/shared/redact-value.js';
import { createEventFacts, enrich } from '../../src/worker/enrich.js';
import { eventText } from '../../src/worker/record-batch.js';
import { sanitize } from '../../src/worker/sanitize.js';
import { pageContext } from '../support/make-event.js';

const page = {
  ...pageContext,
  testGroups: [{ experienceId: 'e1', experienceName: 'Price', id: 'g1', name: 'Control' }],
  campaigns: [{ id: 'c1', name: 'Summer' }],
  context: { currency: 'EUR' },
};
const rules = createRedaction({});
const facts = createEventFacts('page-1', page, { userAgent: 'Kiosk/1', viewport: 'the page knows better' }, rules);

function wireText(captured: CapturedEvent): string {
  const sanitized = sanitize(captured, rules);
  if ('rejected' in sanitized) throw new Error(sanitized.rejected);
  return eventText(enrich(sanitized.event, facts), 'urn:igevents:default:0a', 41);
}

const captured: CapturedEvent = {
  n: 7,
  at: Date.UTC(2026, 5, 1, 12),
  monotonicMs: 1234.5,
  item: { event: 'add_to_cart', properties: { sku: 'A-17' } },
};

describe('enrich', () => {
  it('writes an own id in the place of its own, and beside it whose push it is', () => {
    const text = wireText({ ...captured, item: { event: 'paid', id: 'no. "17"' } });
    expect(JSON.parse(text)).toMatchObject({ id: 'no. "17"', push: 'page-1:7', time: '2026-06-01T12:00:00.000Z' });
    expect(JSON.parse(wireText(captured))).not.toHaveProperty('push');
  });

  it('writes the time that the shop has told, and when it was pushed', () => {
    const told = JSON.parse(wireText({ ...captured, item: { event: 'paid', timestamp: '2026-05-31T08:00:00+02:00' } }));
    expect(told).toMatchObject({ time: '2026-05-31T06:00:00.000Z', data: { pushedAt: '2026-06-01T12:00:00.000Z' } });
    expect(JSON.parse(wireText(captured)).data).not.toHaveProperty('pushedAt');
  });

  it('writes the event as the wire shows it, member by member', () => {
    expect(wireText(captured)).toBe(
      JSON.stringify({
        specversion: '1.0',
        type: 'io.igevents.custom_event.v1',
        source: 'urn:igevents:default:0a',
        id: 'page-1:7',
        time: '2026-06-01T12:00:00.000Z',
        sequence: '41',
        datacontenttype: 'application/json',
        data: {
          event: 'add_to_cart',
          properties: { sku: 'A-17' },
          userId: 'ig_1',
          sessionId: 'session-1',
          pageId: 'page-1',
          page: { url: 'https://shop.example/', referrer: '', title: 'Shop' },
          device: { userAgent: 'Kiosk/1', viewport: [800, 600] },
          testGroups: [{ experienceId: 'e1', experienceName: 'Price', id: 'g1', name: 'Control' }],
          campaigns: [{ id: 'c1', name: 'Summer' }],
          context: { currency: 'EUR' },
          consent: 'granted',
          monotonicMs: 1234.5,
        },
      }),
    );
  });

  it('tells in the context why properties are missing, for that event alone', () => {
    const large = JSON.parse(wireText({ ...captured, item: { event: 'seen', properties: 'x'.repeat(40_000) } })) as unknown;
    expect(large).toMatchObject({
      data: { properties: null, context: { currency: 'EUR', problem: 'properties-too-large', propertiesBytes: 40_002 } },
    });
    expect(JSON.parse(wireText(captured))).toMatchObject({ data: { context: { currency: 'EUR' } } });
  });

  it('redacts what the page says, but for the ids', () => {
    const told = {
      ...page,
      accountId: 'anna@mail.example',
      page: { url: 'https://u:p@shop.example/a?token=1#b', referrer: 'https://other.example/?q=1', title: 'Hello anna@mail.example' },
      context: { cartOrCheckoutToken: 'abc?key=1', password: 'x' },
    };
    const { membersText } = createEventFacts('page-1', told, {}, rules);
    expect(JSON.parse(`{${membersText}}`)).toMatchObject({
      userId: 'ig_1',
      sessionId: 'session-1',
      accountId: '[email]',
      page: { url: 'https://shop.example/a', referrer: 'https://other.example/', title: 'Hello [email]' },
      context: { cartOrCheckoutToken: 'abc?key=1', password: '[redacted]' },
    });
  });

  it('survives a page that says nothing', () => {
    const { page: _page, context: _context, ...rest } = page;
    expect(() => createEventFacts('page-1', JSON.parse(JSON.stringify(rest)), {}, rules)).not.toThrow();
  });

  it('writes valid JSON for names with quotes, controls and line breaks, on one line', () => {
    const text = wireText({ ...captured, item: { event: 'a "b"\\\n\u2028\u0000c' } });
    expect(text).not.toContain('\n');
    expect(JSON.parse(text)).toMatchObject({ data: { event: 'a "b"\\\n\u2028\u0000c' } });
  });
});
