import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordSeparator } from '../../src/shared/protocol.js';
import { messageToRecords } from '../../src/worker/data-message.js';

const event = (n: number): string => `{"n":${n},"at":1000,"monotonicMs":${n},"item":{"event":"seen"}}`;
const read = (n: number): unknown => ({ n, at: 1_000, monotonicMs: n, item: { event: 'seen' } });

describe('data-message', () => {
  it('reads events, contexts and losses in their order', () => {
    const message = ['{"context":{"userId":"u"}}', event(1), '{"n":4,"dropped":3}', event(5)].join(recordSeparator);
    expect(messageToRecords(message)).toEqual([{ context: { userId: 'u' } }, read(1), { n: 4, dropped: 3 }, read(5)]);
  });

  it('lets a damaged record cost itself alone, and keeps its number', () => {
    const message = [event(1), '{"n":2,"at":1000,"monotonicMs":2,"item":undefined}', event(3)].join(recordSeparator);
    expect(messageToRecords(message)).toEqual([read(1), { n: 2, damaged: true }, read(3)]);
  });

  it('leaves out what is not a record', () => {
    expect(messageToRecords(['7', 'null', '[]', '{}', '{"n":"1"}', '{"context":null}', event(2)].join(recordSeparator))).toEqual([read(2)]);
  });

  it.each([undefined, null, 7, {}, [], ''])('reads nothing from %j', (message) => {
    expect(messageToRecords(message)).toEqual([]);
  });

  it('takes an event that carries the separator in its text for one event', () => {
    const item = { event: 'seen', properties: `a${recordSeparator}b` };
    expect(messageToRecords(`{"n":1,"at":1,"monotonicMs":1,"item":${JSON.stringify(item)}}`)).toEqual([
      { n: 1, at: 1, monotonicMs: 1, item },
    ]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.json(),
          fc.array(fc.json()).map((texts) => texts.join(recordSeparator)),
        ),
        (message) => {
          expect(Array.isArray(messageToRecords(message))).toBe(true);
        },
      ),
    );
  });
});
