import { describe, expect, it } from 'vitest';
import { deliveredOf, departuresOfBatch, departuresOfTexts } from '../../src/worker/departures.js';
import { takeFrom, textsToRows } from '../../src/worker/record-batch.js';
import type { Fate, Fates } from '../../src/worker/settlement.js';
import { makeTexts } from '../support/make-event.js';

const roomy = { events: 500, bytes: 1_000_000 };
const delivered: Fate = { kind: 'delivered' };
const isDelivered = { state: 'delivered' };

/** A batch of the events with these numbers. */
function take(numbers: readonly number[], limits = roomy, skip = 0) {
  const texts = numbers.flatMap((n) => makeTexts(n, n));
  const rows = texts.flatMap((text, index) => textsToRows([text], numbers[index] ?? 0, () => '', roomy));
  const taken = takeFrom(rows, limits, skip);
  if (!taken) throw new Error('There is no batch.');
  return taken;
}

const fatesOf = (others: Fate, byId: Record<string, Fate> = {}): Fates => ({ others, byId: new Map(Object.entries(byId)) });

describe('departures', () => {
  it('are one run for a batch that was delivered whole', () => {
    expect(departuresOfBatch(take([4, 5, 6, 7]), fatesOf(delivered))).toEqual([{ from: 4, to: 7, fate: isDelivered }]);
  });

  it('leave out the numbers between that are not in the batch', () => {
    expect(departuresOfBatch(take([4, 5, 9, 10]), fatesOf(delivered))).toEqual([
      { from: 4, to: 5, fate: isDelivered },
      { from: 9, to: 10, fate: isDelivered },
    ]);
  });

  it('tell each event its own fate, and nothing of what stays', () => {
    const fates = fatesOf(delivered, {
      'page:5': { kind: 'buried', code: 'bad', detail: '' },
      'page:6': { kind: 'keep' },
      'page:7': { kind: 'parked', retryAt: 1 },
    });
    expect(departuresOfBatch(take([4, 5, 6, 7, 8]), fates)).toEqual([
      { from: 4, to: 4, fate: isDelivered },
      { from: 5, to: 5, fate: { state: 'buried', code: 'bad' } },
      { from: 8, to: 8, fate: isDelivered },
    ]);
    expect(departuresOfBatch(take([4, 5]), fatesOf({ kind: 'parked', retryAt: 1 }))).toEqual([]);
  });

  it('tell what had no room among the dead letters', () => {
    expect(departuresOfBatch(take([4, 5]), fatesOf({ kind: 'buried', code: 'bad', detail: '' }), new Set([5]))).toEqual([
      { from: 4, to: 4, fate: { state: 'buried', code: 'bad' } },
      { from: 5, to: 5, fate: { state: 'dropped', reason: 'dead-letters-full' } },
    ]);
  });

  it('mean the events of the batch alone, where it is a part of a row', () => {
    const row = textsToRows(makeTexts(1, 9), 1, () => '', roomy);
    const part = takeFrom(row, { events: 3, bytes: 1_000_000 }, 2);
    expect(part && departuresOfBatch(part, fatesOf(delivered, { 'page:4': { kind: 'keep' } }))).toEqual([
      { from: 3, to: 3, fate: isDelivered },
      { from: 5, to: 5, fate: isDelivered },
    ]);
  });

  it('are those of texts, in runs', () => {
    const texts = [...makeTexts(2, 4), ...makeTexts(8, 8)];
    expect(departuresOfTexts(texts, { state: 'delivered' })).toEqual([
      { from: 2, to: 4, fate: isDelivered },
      { from: 8, to: 8, fate: isDelivered },
    ]);
    expect(departuresOfTexts([], { state: 'delivered' })).toEqual([]);
  });

  it('are only what the collector has, where the disk takes nothing', () => {
    const all = departuresOfBatch(take([1, 2]), fatesOf(delivered, { 'page:2': { kind: 'buried', code: 'bad', detail: '' } }));
    expect(deliveredOf(all)).toEqual([{ from: 1, to: 1, fate: isDelivered }]);
  });
});
