import type { Fate } from '../shared/protocol.js';
import { envelopeOf, rowToTexts, sequenceOf, type TakenBatch } from './record-batch.js';
import type { Fates } from './settlement.js';

/** Neighbouring events that have left an outbox in the same way, by the first and the last of their sequences. */
export interface Departure {
  from: number;
  to: number;
  fate: Fate;
}

/** What left one outbox in one transaction. */
export interface Departures {
  outboxId: string;
  left: readonly Departure[];
}

/** The events of these wire texts, in order, have all left in this way. */
export function departuresOfTexts(texts: readonly string[], fate: Fate): Departure[] {
  const [first, last] = [texts[0], texts[texts.length - 1]];
  if (first === undefined || last === undefined) return [];
  const [from, to] = [sequenceOf(first), sequenceOf(last)];
  // With gaps, the numbers between may be those of events that were put aside and live.
  if (to - from + 1 === texts.length) return [{ from, to, fate }];
  return fold(texts.map((text) => ({ from: sequenceOf(text), to: sequenceOf(text), fate })));
}

/** What the fates of a batch mean for its events. @param spilled those for which there was no room among the dead letters. */
export function departuresOfBatch(taken: TakenBatch, fates: Fates, spilled: ReadonlySet<number> = new Set()): Departure[] {
  const { firstSequence: from, lastSequence: to } = taken;
  if (fates.byId.size === 0 && spilled.size === 0 && to - from + 1 === taken.count) {
    const fate = toldFate(fates.others);
    return fate ? [{ from, to, fate }] : [];
  }
  const texts = taken.rows.flatMap(rowToTexts).slice(taken.offset, taken.offset + taken.count);
  return fold(
    texts.flatMap((text) => {
      const { id, sequence } = envelopeOf(text);
      const number = Number(sequence);
      const fate = spilled.has(number) ? noRoom : toldFate(fates.byId.get(id) ?? fates.others);
      return fate ? [{ from: number, to: number, fate }] : [];
    }),
  );
}

/** Only what the collector has: where nothing can be written, the rest stays. */
export function deliveredOf(departures: readonly Departure[]): Departure[] {
  return departures.filter(({ fate }) => fate.state === 'delivered');
}

const noRoom: Fate = { state: 'dropped', reason: 'dead-letters-full' };

/** Undefined for what stays. */
function toldFate(fate: Fates['others']): Fate | undefined {
  if (fate.kind === 'delivered') return { state: 'delivered' };
  if (fate.kind === 'dropped') return { state: 'dropped', reason: fate.reason };
  return fate.kind === 'buried' ? { state: 'buried', code: fate.code } : undefined;
}

function fold(departures: readonly Departure[]): Departure[] {
  const folded: Departure[] = [];
  for (const each of departures) {
    const last = folded[folded.length - 1];
    if (last && last.to + 1 === each.from && JSON.stringify(last.fate) === JSON.stringify(each.fate)) last.to = each.to;
    else folded.push({ ...each });
  }
  return folded;
}

/** What another context tells may be of another version of the library. */
export function isDepartures(value: unknown): value is Departures {
  if (typeof value !== 'object' || value === null || !('outboxId' in value) || !('left' in value)) return false;
  return typeof value.outboxId === 'string' && Array.isArray(value.left) && value.left.every(isDeparture);
}

function isDeparture(value: unknown): value is Departure {
  if (typeof value !== 'object' || value === null || !('from' in value) || !('to' in value) || !('fate' in value)) return false;
  const { from, to, fate } = value;
  return typeof from === 'number' && typeof to === 'number' && isFate(fate);
}

function isFate(value: unknown): value is Fate {
  if (typeof value !== 'object' || value === null || !('state' in value)) return false;
  if (value.state === 'delivered') return true;
  if (value.state === 'buried') return 'code' in value && typeof value.code === 'string';
  return value.state === 'dropped' && 'reason' in value && typeof value.reason === 'string';
}
