import type { BatchAttempt, FlusherState, PipelineStatus } from '../../shared/protocol.js';
import type { PageStatus } from '../ig-events.js';

/** One line on the console, and what unfolds beneath it. */
export interface DebugLine {
  text: string;
  details: unknown;
}

/** What has changed on the page. Ids follow from the numbers of the pushes. */
export function pageLines(before: PageStatus, after: PageStatus, pageId: string): DebugLine[] {
  const lines: DebugLine[] = [];
  const add = (text: string, details: unknown = after): void => void lines.push({ text, details });
  const ids = (from: number, to: number): string => (to === from + 1 ? `${pageId}:${to}` : `${pageId}:${from + 1} to ${pageId}:${to}`);
  if (after.consent !== before.consent) add(`consent: ${before.consent} → ${after.consent}`);
  if (after.pipeline !== before.pipeline) add(`pipeline: ${before.pipeline} → ${after.pipeline}`);
  if (after.thread !== before.thread) add(`thread: ${before.thread} → ${after.thread}`);
  if (after.pushed > before.pushed) add(`pushed: ${ids(before.pushed, after.pushed)}`);
  if (after.withheld > before.withheld) add(`withheld for want of consent: ${after.withheld - before.withheld}`);
  if (after.durable > before.durable) add(`durable: ${ids(before.durable, after.durable)}`);
  return lines;
}

/** What has changed on the device. The first look tells how things are. */
export function outboxLines(before: PipelineStatus | undefined, after: PipelineStatus | undefined): DebugLine[] {
  if (!after) return [];
  const lines: DebugLine[] = [];
  const add = (text: string): void => void lines.push({ text, details: after });
  const { counters, storage, flusher, outboxId } = after;
  if (before?.outboxId !== outboxId) add(`outbox: ${outboxId}`);
  if (before?.storage !== storage) add(`events are kept ${storage === 'disk' ? 'on the disk' : 'in memory'}`);
  const was = before?.outboxId === outboxId ? before.counters : undefined;
  for (const name of ['delivered', 'buried'] as const) addGrowth(name, was?.[name] ?? 0, counters[name]);
  for (const name of ['dropped', 'rejected'] as const) {
    const earlier: Readonly<Record<string, number>> = was?.[name] ?? {};
    for (const [reason, count] of Object.entries(counters[name])) addGrowth(`${name} (${reason})`, earlier[reason] ?? 0, count);
  }
  if (!before || hasTurned(before.flusher, flusher)) add(`flusher: ${flusherText(flusher)}, ${counters.pending} pending`);
  return lines;

  function addGrowth(name: string, from: number, to: number): void {
    if (to > from) add(was ? `${name}: ${to} (+${to - from})` : `${name}: ${to}`);
  }
}

/** Requests that have an outcome and had none, or were not known. */
export function batchLines(before: readonly BatchAttempt[], after: readonly BatchAttempt[]): DebugLine[] {
  const keyOf = ({ batch, at }: BatchAttempt): string => `${batch} ${at}`;
  const known = new Set(before.filter(({ outcome }) => outcome).map(keyOf));
  const fresh = after.filter((each) => each.outcome && !known.has(keyOf(each))).reverse();
  return fresh.map((each) => {
    const { kind, detail, ms, status } = each.outcome ?? { kind: '', detail: '', ms: 0 };
    const why = [status, detail].filter(Boolean).join(' ');
    return {
      text: `request ${each.batch}, ${each.events} events, try ${each.attempt}: ${kind}${why && ` (${why})`} after ${ms} ms`,
      details: each,
    };
  });
}

/** The moment of the next attempt is told by a clock: it wavers by milliseconds without meaning. */
function hasTurned(before: FlusherState, after: FlusherState): boolean {
  if (before.name !== after.name) return true;
  return 'until' in before && 'until' in after && (before.because !== after.because || Math.abs(before.until - after.until) > 1_000);
}

function flusherText(state: FlusherState): string {
  return 'until' in state ? `${state.name} until ${new Date(state.until).toISOString()} (${state.because})` : state.name;
}
