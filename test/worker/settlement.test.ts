import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/worker/delivery.js';
import { idOf, type RecordBatch, rowToTexts, sequenceOf, takeFrom, textsToRows } from '../../src/worker/record-batch.js';
import { deliveryToFates, type Fate, settle } from '../../src/worker/settlement.js';
import { makeTexts } from '../support/make-event.js';

const fates: Fate[] = [
  { kind: 'delivered' },
  { kind: 'keep' },
  { kind: 'dropped', reason: 'too-large' },
  { kind: 'buried', code: 'c', detail: 'd' },
  { kind: 'parked', retryAt: 1 },
];
const [delivered, keep] = fates as [Fate, Fate];
const roomy = { events: 1_000, bytes: 1_000_000 };

function take(rows: RecordBatch[], limits = roomy, skip = 0) {
  const taken = takeFrom(rows, limits, skip);
  if (!taken) throw new Error('Nothing to take.');
  return taken;
}

function rowsOf(count: number, perRow: number): RecordBatch[] {
  return textsToRows(makeTexts(1, count), 1, () => '', { events: perRow, bytes: 1_000_000 });
}

function keysOf(rows: readonly RecordBatch[]): Set<number> {
  return new Set(rows.map((row) => row.first));
}

describe('settlement', () => {
  it('lets every event meet its fate exactly once, and keeps the others in their order', () => {
    const scene = fc.record({
      count: fc.integer({ min: 1, max: 30 }),
      perRow: fc.integer({ min: 1, max: 8 }),
      limit: fc.integer({ min: 1, max: 30 }),
      skip: fc.boolean(),
      named: fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom(...fates))),
      others: fc.constantFrom(...fates),
      gone: fc.array(fc.integer({ min: 1, max: 30 })),
    });
    fc.assert(
      fc.property(scene, ({ count, perRow, limit, skip, named, others, gone }) => {
        const rows = rowsOf(count, perRow);
        const taken = takeFrom(rows, { events: limit, bytes: 1_000_000 }, Number(skip));
        if (!taken) return;
        const byId = new Map(named.map(([n, fate]) => [`page:${n}`, fate]));
        const present = keysOf(taken.rows.filter((row) => !gone.includes(row.first)));
        const settled = settle(taken, { others, byId }, present);

        const texts = taken.rows.filter((row) => present.has(row.first)).flatMap(rowToTexts);
        const takenIds = new Set((JSON.parse(`[${taken.body}]`) as { id: string }[]).map(({ id }) => id));
        const fateOf = (text: string): Fate => (takenIds.has(idOf(text)) ? (byId.get(idOf(text)) ?? others) : keep);
        const withFate = (kind: Fate['kind']): string[] => texts.filter((text) => fateOf(text).kind === kind);
        expect(settled.rows.flatMap(rowToTexts)).toEqual(withFate('keep'));
        expect(settled.delivered).toBe(withFate('delivered').length);
        expect(settled.dropped['too-large'] ?? 0).toBe(withFate('dropped').length);
        for (const kind of ['buried', 'parked'] as const) {
          expect(settled.leaving.filter(({ fate }) => fate.kind === kind).map(({ text }) => text)).toEqual(withFate(kind));
        }
        for (const row of settled.rows) {
          const inside = rowToTexts(row);
          expect(row).toMatchObject({ count: inside.length, first: sequenceOf(inside[0] ?? ''), bytes: inside.join('').length });
        }
      }),
    );
  });

  it('does not take a batch apart that was delivered whole', () => {
    const rows = rowsOf(2, 2).map((row) => ({ ...row, body: 'never read' }));
    const taken = { ...take(rowsOf(2, 2)), rows };
    expect(settle(taken, { others: delivered, byId: new Map() }, keysOf(rows))).toEqual({
      rows: [],
      delivered: 2,
      dropped: {},
      leaving: [],
    });
  });

  it('does not count as delivered what was given up for room while it was on its way', () => {
    const taken = take(rowsOf(6, 2));
    expect(settle(taken, { others: delivered, byId: new Map() }, new Set([3])).delivered).toBe(2);
  });

  it('counts no report as delivered, for nobody pushed it', () => {
    const rows = rowsOf(2, 1).map((row, index) => ({ ...row, report: index === 0 }));
    expect(settle(take(rows), { others: delivered, byId: new Map() }, keysOf(rows)).delivered).toBe(1);
  });

  it('loses no report that is put aside with a suspect: its sequence would be missing for ever', () => {
    const rows = rowsOf(1, 1).map((row) => ({ ...row, report: true }));
    const settled = settle(take(rows), { others: { kind: 'parked', retryAt: 1 }, byId: new Map() }, keysOf(rows));
    expect(settled.rows.length + settled.leaving.length).toBe(1);
  });

  it('reads the fates of an acknowledgement: refused is buried, retryable stays, the rest is delivered', () => {
    const rejected = [
      { id: 'page:1', code: 'bad', detail: 'why', retryable: false },
      { id: 'page:2', code: 'busy', detail: '', retryable: true },
    ];
    const delivery: Delivery = { kind: 'accepted', acknowledgement: { batch: 'b', accepted: 0, duplicates: 0, rejected, retryAfterMs: 0 } };
    expect(deliveryToFates('acknowledge', delivery, 0)).toEqual({
      others: { kind: 'delivered' },
      byId: new Map([
        ['page:1', { kind: 'buried', code: 'bad', detail: 'why' }],
        ['page:2', { kind: 'keep' }],
      ]),
    });
  });

  it('reads the fate of a lone event from the verdict', () => {
    expect(deliveryToFates('park', { kind: 'later', because: 'status', status: 500 }, 1_000)?.others).toEqual({
      kind: 'parked',
      retryAt: 86_401_000,
    });
    expect(deliveryToFates('keep', { kind: 'too-large' }, 0)).toBeUndefined();
    expect(deliveryToFates('drop', { kind: 'too-large' }, 0)?.others).toEqual({ kind: 'dropped', reason: 'too-large' });
    expect(deliveryToFates('bury', { kind: 'refused', status: 422, detail: 'no' }, 0)?.others).toEqual({
      kind: 'buried',
      code: 'status-422',
      detail: 'no',
    });
  });
});
