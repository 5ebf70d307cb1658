import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAcknowledgement } from '../../src/shared/cloud-event.js';

describe('cloud-event', () => {
  it('reads a whole acknowledgement', () => {
    const answer = {
      batch: 'b1',
      accepted: 98,
      duplicates: 1,
      rejected: [{ id: 'p:3', code: 'too-old', detail: 'Older than a year.', retryable: false }],
      retryAfterMs: 250,
    };
    expect(parseAcknowledgement(answer, 'b1')).toEqual(answer);
  });

  it('fills in what a terse collector leaves out', () => {
    expect(parseAcknowledgement({ batch: 'b1' }, 'b1')).toEqual({ batch: 'b1', accepted: 0, duplicates: 0, rejected: [], retryAfterMs: 0 });
    expect(parseAcknowledgement({ batch: 'b1', rejected: [{ id: 'p:1' }] }, 'b1')?.rejected).toEqual([
      { id: 'p:1', code: 'rejected', detail: '', retryable: false },
    ]);
  });

  it.each([
    undefined,
    null,
    '',
    'b1',
    7,
    [],
    [{ batch: 'b1' }],
    {},
    { accepted: 98 },
    { batch: 'b2' },
    { batch: ['b1'] },
    { batch: 'b1', rejected: null },
    { batch: 'b1', rejected: {} },
    { batch: 'b1', rejected: 'none' },
    { batch: 'b1', rejected: [null] },
    { batch: 'b1', rejected: ['p:1'] },
    { batch: 'b1', rejected: [{ code: 'no id' }] },
    { batch: 'b1', rejected: [{ id: 7 }] },
    { batch: 'b1', rejected: [{ id: 'p:1' }, {}] },
  ])('finds no acknowledgement of batch b1 in %j', (answer) => {
    expect(parseAcknowledgement(answer, 'b1')).toBeUndefined();
  });

  it.each([-5, Number.NaN, Number.POSITIVE_INFINITY, '5', null])('takes %s for no number at all', (count) => {
    expect(parseAcknowledgement({ batch: 'b1', accepted: count, duplicates: count, retryAfterMs: count }, 'b1')).toMatchObject({
      accepted: 0,
      duplicates: 0,
      retryAfterMs: 0,
    });
  });

  it('keeps an event for another try only when the collector plainly says so', () => {
    const rejected = [true, 'true', 1, undefined].map((retryable, index) => ({ id: `p:${index}`, retryable }));
    const answer = parseAcknowledgement({ batch: 'b1', rejected }, 'b1');
    expect(answer?.rejected.map(({ retryable }) => retryable)).toEqual([true, false, false, false]);
  });

  it('never throws, and acknowledges nothing that does not name the batch', () => {
    fc.assert(
      fc.property(fc.anything(), (answer) => {
        expect(parseAcknowledgement(answer, 'no such batch')).toBeUndefined();
      }),
    );
  });
});
