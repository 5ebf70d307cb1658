import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLength } from '../../src/shared/byte-length.js';
import { ownEventId } from '../../src/shared/event-id.js';
import { createRedaction } from '../../src/shared/redact-value.js';
import {
  type BatchLimits,
  envelopeOf,
  eventText,
  pushOf,
  rowToTexts,
  sequenceOf,
  takeFrom,
  textsToRows,
  textToEvent,
} from '../../src/worker/record-batch.js';
import { makeEvent, makeTexts } from '../support/make-event.js';

const anyTexts = fc
  .array(fc.string({ unit: 'grapheme', maxLength: 200 }), { minLength: 1, maxLength: 40 })
  .map((names) => names.map((filler, index) => JSON.stringify({ id: `p:${index + 1}`, sequence: String(index + 1), time: 't', filler })));
const anyLimits: fc.Arbitrary<BatchLimits> = fc.record({
  events: fc.integer({ min: 1, max: 50 }),
  bytes: fc.integer({ min: 1, max: 4_000 }),
});

describe('record-batch', () => {
  it('cuts texts into rows without loss, each within the limits or of one event', () => {
    fc.assert(
      fc.property(anyTexts, anyLimits, (texts, limits) => {
        const rows = textsToRows(texts, 1, (index) => `time ${index}`, limits);
        expect(rows.flatMap(rowToTexts)).toEqual(texts);
        for (const row of rows) {
          const inside = rowToTexts(row);
          expect(row).toMatchObject({ format: 1, report: false, count: inside.length, firstAt: `time ${row.first - 1}` });
          expect(row.first).toBe(sequenceOf(inside[0] ?? ''));
          expect(row.bytes).toBe(inside.reduce((sum, text) => sum + byteLength(text), 0));
          expect(row.count === 1 || (row.count <= limits.events && row.bytes <= limits.bytes)).toBe(true);
        }
      }),
    );
  });

  it('takes the oldest events, at least one and no more than the limits', () => {
    fc.assert(
      fc.property(anyTexts, anyLimits, anyLimits, fc.nat({ max: 5 }), (texts, stored, limits, skip) => {
        const taken = takeFrom(
          textsToRows(texts, 1, () => '', stored),
          limits,
          skip,
        );
        const start = skip;
        if (texts.length <= start) {
          expect(taken).toBeUndefined();
          return;
        }
        const count = taken?.count ?? 0;
        expect(count).toBeGreaterThan(0);
        expect(taken?.body).toBe(texts.slice(start, start + count).join(',\n'));
        expect([taken?.firstSequence, taken?.lastSequence]).toEqual([start + 1, start + count]);
        expect(taken?.bytes).toBe(texts.slice(start, start + count).reduce((sum, text) => sum + byteLength(text), 0));
        expect(count === 1 || (count <= limits.events && (taken?.bytes ?? 0) <= limits.bytes)).toBe(true);
      }),
    );
  });

  it('takes no more than fits into the body with its brackets and commas', () => {
    const texts = makeTexts(1, 20);
    const bytes = texts.reduce((sum, text) => sum + byteLength(text), 0);
    const taken = takeFrom(
      textsToRows(texts, 1, () => '', { events: 20, bytes }),
      { events: 20, bytes },
    );
    expect(byteLength(`[${taken?.body}]`)).toBeLessThanOrEqual(bytes);
  });

  it('takes whole rows as long as they fit, and a row apart only when it is the first', () => {
    const rows = textsToRows(makeTexts(1, 9), 1, () => '', { events: 3, bytes: 100_000 });
    const events = (limit: number): number | undefined => takeFrom(rows, { events: limit, bytes: 100_000 })?.count;
    expect([2, 3, 5, 6, 100].map(events)).toEqual([2, 3, 3, 6, 9]);
  });

  it('takes nothing from nothing', () => {
    expect(takeFrom([], { events: 1, bytes: 1 })).toBeUndefined();
  });

  it('leaves the very first event out when asked, in a row of its own or with others', () => {
    const alone = textsToRows(makeTexts(1, 3), 1, () => '', { events: 1, bytes: 1 });
    const together = textsToRows(makeTexts(1, 3), 1, () => '', { events: 9, bytes: 100_000 });
    for (const rows of [alone, together]) {
      expect(takeFrom(rows, { events: 2, bytes: 100_000 }, 1)).toMatchObject({ firstSequence: 2, lastSequence: 3, count: 2 });
    }
  });

  it('reads a damaged text as an event without name and number', () => {
    const unknown = { id: '', sequence: '0', time: '', pushedAt: '' };
    expect([envelopeOf('{"id":"p:1"'), envelopeOf('null')]).toMatchObject([unknown, unknown]);
  });

  const redaction = createRedaction({});
  const nasty = ['page:1', 'other:7', '"id":"other:7"', ',"data":{"x":1}', ',\n', '\\', '{"specversion":"1.0"'];
  it('knows whose push a text is and can number it anew, whatever the shop has called it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...nasty), fc.string({ minLength: 1, maxLength: 128 })), fc.boolean(), (id, isTold) => {
        const more = { id, ...(isTold && { timestamp: '2020-01-01' }) };
        // An id that would be redacted is not taken, which is another test's matter.
        fc.pre(redaction.value(id) === id);
        const event = makeEvent(9, { more });
        const text = eventText(event, 'urn:igevents:test:0', 41);
        expect(pushOf(text)).toEqual({ pageId: 'page', n: 9 });
        expect(JSON.parse(text).id).toBe(ownEventId(id) ?? 'page:9');
        expect(eventText(textToEvent(text), 'urn:igevents:test:1', 5)).toBe(eventText(event, 'urn:igevents:test:1', 5));
        expect(envelopeOf(text).pushedAt).toBe(makeEvent(9).time);
      }),
    );
  });

  it('takes no report for a push', () => {
    expect(pushOf('{"specversion":"1.0","type":"io.igevents.report.v1","source":"urn:igevents:test:0","id":"0a:b1"}')).toBeUndefined();
  });
});
