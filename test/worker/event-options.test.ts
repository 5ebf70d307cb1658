import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedaction } from '../../src/shared/redact-value.js';
import { readEventOptions } from '../../src/worker/event-options.js';

const { text } = createRedaction({});
/** As an item comes through JSON. */
const read = (item: object) => readEventOptions(JSON.parse(JSON.stringify(item)), text);

describe('event-options', () => {
  it('are none for most events, and nothing is complained of', () => {
    for (const item of [
      {},
      { event: 'seen' },
      { type: 'track', source: 'js_api' },
      { type: 'js_api', source: 'track', id: null, priority: 'normal' },
    ])
      expect(read(item)).toEqual({ options: {}, ignored: [] });
  });

  it.each([
    ['order-17', 'order-17'],
    ['  Bestellung Nr. 17  ', 'Bestellung Nr. 17'],
    ['注文 17 😀', '注文 17 😀'],
    ['"quoted", \\ and {"id":"page:1"}', '"quoted", \\ and {"id":"page:1"}'],
    ['x'.repeat(128), 'x'.repeat(128)],
  ])('take %j for an own id', (id, taken) => {
    expect(read({ id })).toEqual({ options: { ownId: taken }, ignored: [] });
  });

  it.each([[''], ['   '], ['x'.repeat(129)], ['a\nb'], ['a\u0000b'], ['a\u2028b'], ['half \ud83d'], [17], [true], [{ id: 1 }], [['a']]])(
    'do not take %j for an own id, and say so',
    (id) => {
      expect(read({ id })).toEqual({
        options: {},
        ignored: [`the id ${JSON.stringify(id)}`.slice(0, 87) + (id === 'x'.repeat(129) ? '…' : '')],
      });
    },
  );

  it('do not take an id that holds personal data, and do not repeat it', () => {
    const { options, ignored } = read({ id: 'order of anna@example.com' });
    expect(options).toEqual({});
    expect(ignored).toEqual(['its id, which holds personal data']);
  });

  it.each([
    [1_750_000_000_000, 1_750_000_000_000],
    [0, 0],
    [-62_167_219_200_000, Date.parse('0000-01-01T00:00:00.000Z')],
    [new Date(1_750_000_000_000), 1_750_000_000_000],
    ['2026-06-01T12:00:00Z', Date.UTC(2026, 5, 1, 12)],
    ['2026-06-01T14:00:00+02:00', Date.UTC(2026, 5, 1, 12)],
    ['2026-06-01', Date.UTC(2026, 5, 1)],
  ])('take %j for the time when it happened', (timestamp, happenedAt) => {
    expect(read({ timestamp })).toEqual({ options: { happenedAt }, ignored: [] });
  });

  it.each([['yesterday'], [''], [8.64e15], [-62_167_219_200_001], [253_402_300_800_000], [{}], [true]])(
    'do not take %j for a time, and say so',
    (timestamp) => {
      expect(read({ timestamp })).toEqual({ options: {}, ignored: [`the timestamp ${JSON.stringify(timestamp)}`] });
    },
  );

  it('know one urgent priority and one that is not, and name every other', () => {
    expect(read({ priority: 'high' })).toEqual({ options: { isUrgent: true }, ignored: [] });
    expect(read({ priority: 'urgent' })).toEqual({ options: {}, ignored: ['the priority "urgent"'] });
  });

  it('name a type and a source that nobody knows', () => {
    expect(read({ type: 'page', source: 7 }).ignored).toEqual(['the type "page"', 'the source 7']);
  });

  it('are read from anything that came through JSON, and what is taken can stand on the wire', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('id', 'timestamp', 'priority', 'type', 'source'), fc.jsonValue()), (item) => {
        const { ownId, happenedAt } = read(item).options;
        if (ownId !== undefined) expect(ownId).toMatch(/^\S(.{0,126}\S)?$/su);
        if (happenedAt !== undefined) expect(new Date(happenedAt).toISOString()).toMatch(/^\d{4}-/);
      }),
    );
  });
});
