import type { EnrichedEvent, PageContext } from '../../src/shared/event.js';
import { createRedaction } from '../../src/shared/redact-value.js';
import { createEventFacts, enrich } from '../../src/worker/enrich.js';
import type { OutboxEntry } from '../../src/worker/outbox.js';
import { eventText } from '../../src/worker/record-batch.js';
import { sanitize } from '../../src/worker/sanitize.js';
import { startOfTime } from './manual-clock.js';

export const pageContext: PageContext = {
  userId: 'ig_1',
  sessionId: 'session-1',
  page: { url: 'https://shop.example/', referrer: '', title: 'Shop' },
  device: { viewport: [800, 600] },
  testGroups: [],
  campaigns: [],
  context: {},
  consent: 'granted',
};

const rules = createRedaction({});

/** An event as it comes out of the stages before the log: push number `n` of page `pageId`. `more` are members beside name and properties. */
export function makeEvent(
  n: number,
  { pageId = 'page', event = 'add_to_cart', properties = {} as unknown, more = {} } = {},
): EnrichedEvent {
  const sanitized = sanitize({ n, at: startOfTime + n, monotonicMs: n, item: { event, properties, ...more } }, rules);
  if ('rejected' in sanitized) throw new Error(`Not an event: ${sanitized.rejected}`);
  return enrich(sanitized.event, createEventFacts(pageId, pageContext, {}, rules));
}

/** Pushes `from` to `to` of a page, on their way into the log. */
export function makeEntries(from: number, to: number, options: Parameters<typeof makeEvent>[1] = {}): OutboxEntry[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({ n: from + index, event: makeEvent(from + index, options) }));
}

/** Wire texts with the sequences `from` to `to`. */
export function makeTexts(from: number, to: number, options: Parameters<typeof makeEvent>[1] = {}): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) =>
    eventText(makeEvent(from + index, options), 'urn:igevents:test:0', from + index),
  );
}
