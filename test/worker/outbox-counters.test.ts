import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outbox, OutboxEntry } from '../../src/worker/outbox.js';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import type { Fate } from '../../src/worker/settlement.js';
import { makeEvent } from '../support/make-event.js';
import { isReport, makeOutbox, pushedOf, waitingIn } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';

const day = 24 * 3_600_000;
const anyFate = fc.constantFrom<Fate>(
  { kind: 'delivered' },
  { kind: 'delivered' },
  { kind: 'keep' },
  { kind: 'dropped', reason: 'too-large' },
  { kind: 'buried', code: 'bad', detail: '' },
  { kind: 'parked', retryAt: createManualClock().now() + day },
);
const anyStep = fc.oneof(
  fc.record({
    do: fc.constant('append' as const),
    who: fc.nat(1),
    events: fc.integer({ min: 1, max: 6 }),
    kind: fc.constantFrom('event', 'event', 'rejected', 'dropped'),
  }),
  fc.record({ do: fc.constant('repeat' as const), who: fc.nat(1) }),
  fc.record({
    do: fc.constant('settle' as const),
    who: fc.nat(1),
    events: fc.integer({ min: 1, max: 8 }),
    skip: fc.boolean(),
    others: anyFate,
    named: fc.array(anyFate, { maxLength: 4 }),
  }),
  fc.record({ do: fc.constant('stale' as const), who: fc.nat(1) }),
  fc.record({ do: fc.constant('day' as const), who: fc.nat(1) }),
);

/** Two contexts on one database, a page in each, and the count of what was pushed there. */
function makeScene() {
  const clock = createManualClock();
  const { outbox, site } = makeOutbox({ maxOutboxEvents: 15, maxBatchEvents: 4 }, clock);
  const outboxes = [outbox, makeOutbox({ site, maxOutboxEvents: 15, maxBatchEvents: 4 }, clock).outbox];
  const handed: OutboxEntry[][] = [[], []];
  let pushed = 0;

  async function run(step: typeof anyStep extends fc.Arbitrary<infer Step> ? Step : never): Promise<void> {
    const mine = outboxes[step.who] as Outbox;
    const entries = handed[step.who] ?? [];
    const pageId = `page-${step.who}`;
    if (step.do === 'append') {
      for (let i = 0; i < step.events; i++) {
        const n = (entries[entries.length - 1]?.n ?? 0) + 1;
        if (step.kind === 'event') entries.push({ n, event: makeEvent(n, { pageId }) });
        else if (step.kind === 'rejected') entries.push({ n, rejected: 'name-empty' });
        else entries.push({ n: n + 1, dropped: 2 });
        pushed += step.kind === 'dropped' ? 2 : 1;
      }
      await mine.append(pageId, entries.slice(-step.events));
    } else if (step.do === 'repeat') {
      await mine.append(pageId, entries);
    } else if (step.do === 'day') {
      clock.jump(day);
      await mine.claim();
    } else {
      const claim = await mine.claim();
      const limits = { events: step.do === 'settle' ? step.events : 3, bytes: 1_000_000 };
      const taken = await mine.oldest(limits, step.do === 'settle' && step.skip ? 1 : 0);
      if (!taken) return;
      if (step.do === 'stale') {
        await outboxes[1 - step.who]?.claim();
        expect(await mine.settle(claim, taken, { others: { kind: 'delivered' }, byId: new Map() }, firstSchedule)).toBeUndefined();
      } else {
        const ids = (JSON.parse(`[${taken.body}]`) as { id: string }[]).map(({ id }) => id);
        const byId = new Map(step.named.map((fate, index) => [ids[index] ?? '', fate]));
        await mine.settle(claim, taken, { others: step.others, byId }, firstSchedule);
      }
    }
  }

  return { outbox, clock, run, pushed: () => pushed };
}

describe('outbox-counters', () => {
  it('accounts for every push after any operations of two contexts, and names and counts what waits truly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 25 }), async (steps) => {
        const { outbox, clock, run, pushed } = makeScene();
        for (const step of steps) {
          await run(step);
          expect(pushedOf((await outbox.account()).counters)).toBe(pushed());
        }
        // Whoever was parked is back after a day, so that all that is pending can be seen.
        clock.jump(2 * day);
        await outbox.claim();
        const waiting = await waitingIn(outbox);
        const { counters } = await outbox.account();
        expect(waiting.filter((event) => !isReport(event))).toHaveLength(counters.pending);
        expect(counters.pendingBytes).toBe(waiting.reduce((sum, event) => sum + JSON.stringify(event).length, 0));
        expect(counters.pending).toBeLessThanOrEqual(15);
        expect(new Set(waiting.map(({ sequence }) => sequence)).size).toBe(waiting.length);
        expect(new Set(waiting.map(({ id }) => id)).size).toBe(waiting.length);
      }),
      { numRuns: 60 },
    );
  });
});
