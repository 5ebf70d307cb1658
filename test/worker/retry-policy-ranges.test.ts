import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/worker/delivery.js';
import {
  batchLimits,
  dueInMs,
  firstSchedule,
  type Moment,
  nextStep,
  type Schedule,
  type SentBatch,
} from '../../src/worker/retry-policy.js';
import { seededRandom } from '../support/manual-clock.js';
import { acceptedBut, unavailable, unreachable } from '../support/scripted-transport.js';

const envelope = { batch: 'b', attempt: 1, events: 1, headers: {}, body: '', bytes: 0, compressed: false };
const pause = fc.option(fc.double({ noNaN: true, min: 0 }), { nil: undefined });
const anyDelivery: fc.Arbitrary<Delivery> = fc.oneof(
  fc.constant(unreachable),
  fc.constant<Delivery>({ kind: 'later', because: 'timeout' }),
  fc.constant<Delivery>({ kind: 'untrusted', why: '' }),
  fc.constant<Delivery>({ kind: 'too-large' }),
  fc.constant<Delivery>({ kind: 'encoding-refused' }),
  fc.constant<Delivery>({ kind: 'refused', status: 400, detail: '' }),
  fc.constant<Delivery>({ kind: 'misconfigured', status: 404 }),
  pause.map((ms) => unavailable(ms)),
  pause.map((ms) => acceptedBut([], ms)({ envelope })),
);
const anySent: fc.Arbitrary<SentBatch> = fc.record({
  first: fc.integer({ min: 1, max: 3 }),
  events: fc.integer({ min: 1, max: 500 }),
  bytes: fc.integer({ min: 1, max: 262_144 }),
  more: fc.boolean(),
});
const anyMoment: fc.Arbitrary<Moment> = fc.record({
  now: fc.integer({ min: 0, max: 4e12 }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  maxBatchEvents: fc.constantFrom(1, 7, 500),
});
const history = fc.array(fc.tuple(anyDelivery, anySent, anyMoment), { minLength: 1, maxLength: 60 });

/** Runs a history of attempts and looks at the schedule after each. */
function follow(attempts: [Delivery, SentBatch, Moment][], look: (schedule: Schedule, delivery: Delivery, moment: Moment) => void): void {
  let schedule = firstSchedule;
  for (const [delivery, sent, moment] of attempts) {
    schedule = nextStep(schedule, delivery, sent, moment).schedule;
    look(schedule, delivery, moment);
  }
}

describe('retry-policy-ranges', () => {
  it('backs off from 1 s to 15 min, and pauses from 1 s to 6 h when asked to', () => {
    const longest = { backoff: 900_000, 'retry-after': 21_600_000, misconfigured: 900_000, offline: 300_000 };
    fc.assert(
      fc.property(history, (attempts) => {
        follow(attempts, (schedule, _delivery, { now }) => {
          if (schedule.nextAttemptAt === 0) return;
          expect(schedule.waitMs).toBeGreaterThanOrEqual(1_000);
          expect(schedule.waitMs).toBeLessThanOrEqual(longest[schedule.because]);
          expect(dueInMs(schedule, now)).toBe(schedule.waitMs);
        });
      }),
    );
  });

  it('always waits after trouble that only time can mend', () => {
    fc.assert(
      fc.property(history, (attempts) => {
        follow(attempts, (schedule, { kind }, { now }) => {
          if (['later', 'untrusted', 'misconfigured'].includes(kind)) expect(dueInMs(schedule, now)).toBeGreaterThan(0);
        });
      }),
    );
  });

  it('always lets at least one event and one byte through, and never more than the settings allow', () => {
    fc.assert(
      fc.property(history, (attempts) => {
        follow(attempts, (schedule, _delivery, { now }) => {
          const { events, bytes } = batchLimits(schedule, now, { events: 500, bytes: 262_144 });
          expect(events).toBeGreaterThanOrEqual(1);
          expect(events).toBeLessThanOrEqual(500);
          expect(Number.isInteger(events)).toBe(true);
          expect(bytes).toBeLessThanOrEqual(262_144);
        });
      }),
    );
  });

  it('gives an event up only when the collector has named it alone', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyDelivery, anySent, anyMoment), { maxLength: 60 }), (attempts) => {
        let schedule = firstSchedule;
        for (const [delivery, sent, moment] of attempts) {
          const { verdict, schedule: next } = nextStep(schedule, delivery, sent, moment);
          if (verdict === 'bury' || verdict === 'drop') {
            expect(sent.events).toBe(1);
            expect(['refused', 'too-large']).toContain(delivery.kind);
          }
          expect(verdict === 'acknowledge').toBe(delivery.kind === 'accepted');
          schedule = next;
        }
      }),
    );
  });

  it('spreads each backoff over its whole range: full jitter', () => {
    const random = seededRandom(7);
    const tenth: Schedule = { ...firstSchedule, failures: 20 };
    const sent = { first: 1, events: 1, bytes: 1, more: false };
    const waits = Array.from(
      { length: 400 },
      () => nextStep(tenth, unreachable, sent, { now: 0, random: random(), maxBatchEvents: 500 }).schedule.waitMs,
    );
    for (let fifth = 0; fifth < 5; fifth++) {
      const inside = waits.filter((ms) => ms >= fifth * 180_000 && ms < (fifth + 1) * 180_000);
      expect(inside.length).toBeGreaterThan(40);
    }
  });

  it('isolates any bad events by bisection, delivers all others, and asks a bounded number of times', () => {
    const scene = fc
      .integer({ min: 1, max: 200 })
      .chain((n) => fc.tuple(fc.constant(n), fc.uniqueArray(fc.integer({ min: 1, max: n }), { maxLength: 12 })));
    fc.assert(
      fc.property(scene, ([n, bad]) => {
        let queue = Array.from({ length: n }, (_, index) => index + 1);
        const buried: number[] = [];
        const delivered: number[] = [];
        let schedule = firstSchedule;
        let requests = 0;
        while (queue.length > 0) {
          const moment = { now: 0, random: 0.5, maxBatchEvents: 500 };
          const batch = queue.slice(0, batchLimits(schedule, 0, { events: 500, bytes: 262_144 }).events);
          const delivery = batch.some((event) => bad.includes(event))
            ? { kind: 'refused' as const, status: 422, detail: '' }
            : acceptedBut([])({ envelope });
          const sent = { first: batch[0] ?? 0, events: batch.length, bytes: batch.length, more: queue.length > batch.length };
          const step = nextStep(schedule, delivery, sent, moment);
          schedule = step.schedule;
          if (step.verdict !== 'keep') {
            (step.verdict === 'bury' ? buried : delivered).push(...batch);
            queue = queue.slice(batch.length);
          }
          requests += 1;
          if (requests > 1_000) throw new Error('The search does not end.');
        }
        expect(buried).toEqual(bad.toSorted((one, other) => one - other));
        expect(delivered).toHaveLength(n - bad.length);
        expect(requests).toBeLessThanOrEqual(1 + bad.length * (2 * Math.ceil(Math.log2(n)) + 2));
      }),
    );
  });
});
