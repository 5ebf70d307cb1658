import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/worker/delivery.js';
import {
  batchLimits,
  dueInMs,
  firstSchedule,
  type Moment,
  nextStep,
  offlineSchedule,
  onlineSchedule,
  type Schedule,
  type SentBatch,
} from '../../src/worker/retry-policy.js';
import { startOfTime } from '../support/manual-clock.js';
import { acceptedBut, unavailable, unreachable } from '../support/scripted-transport.js';

const minute = 60_000;
const moment: Moment = { now: startOfTime, random: 0.5, maxBatchEvents: 500 };
const sent: SentBatch = { first: 1, events: 100, bytes: 40_000, more: true };
const lone: SentBatch = { ...sent, events: 1 };
const max = { events: 500, bytes: 262_144 };
const success = acceptedBut([])({ envelope: { batch: 'b', attempt: 1, events: 1, headers: {}, body: '', bytes: 0, compressed: false } });
const pausing = acceptedBut(
  [],
  30_000,
)({ envelope: { batch: 'b', attempt: 1, events: 1, headers: {}, body: '', bytes: 0, compressed: false } });
const partly = acceptedBut([{ id: 'p:1', code: 'busy', detail: '', retryable: true }])({
  envelope: { batch: 'b', attempt: 1, events: 1, headers: {}, body: '', bytes: 0, compressed: false },
});
const refused: Delivery = { kind: 'refused', status: 422, detail: '' };
const timeout: Delivery = { kind: 'later', because: 'timeout' };
const broken: Delivery = { kind: 'later', because: 'status', status: 500 };

function step(delivery: Delivery, before: Partial<Schedule> = {}, batch = sent) {
  return nextStep({ ...firstSchedule, ...before }, delivery, batch, moment);
}

/** The schedule after several answers in a row. */
function scheduleAfter(deliveries: Delivery[], batch = sent, start: Schedule = firstSchedule): Schedule {
  return deliveries.reduce((schedule, delivery) => nextStep(schedule, delivery, batch, moment).schedule, start);
}

describe('retry-policy', () => {
  it.each<[string, Delivery, SentBatch, string, string, number]>([
    ['accepted', success, sent, 'acknowledge', 'now', 0],
    ['accepted with a pause', pausing, sent, 'acknowledge', 'retry-after', 30_000],
    ['accepted but for some', partly, sent, 'acknowledge', 'backoff', 22_500],
    ['untrusted', { kind: 'untrusted', why: '' }, sent, 'keep', 'backoff', 1_500],
    ['no connection', unreachable, sent, 'keep', 'backoff', 1_500],
    ['no answer in time', timeout, sent, 'keep', 'backoff', 1_500],
    ['unavailable', unavailable(), sent, 'keep', 'backoff', 1_500],
    ['unavailable for a told time', unavailable(20_000), sent, 'keep', 'retry-after', 21_000],
    ['too large together', { kind: 'too-large' }, sent, 'keep', 'now', 0],
    ['too large alone', { kind: 'too-large' }, lone, 'drop', 'now', 0],
    ['encoding refused', { kind: 'encoding-refused' }, sent, 'keep', 'now', 0],
    ['refused together', refused, sent, 'keep', 'now', 0],
    ['refused alone', refused, lone, 'bury', 'now', 0],
    ['misconfigured', { kind: 'misconfigured', status: 403 }, sent, 'keep', 'misconfigured', 15 * minute],
  ])('%s', (_row, delivery, batch, verdict, because, waitMs) => {
    const { verdict: decided, schedule } = step(delivery, {}, batch);
    expect(decided).toBe(verdict);
    expect(schedule.nextAttemptAt).toBe(waitMs === 0 ? 0 : startOfTime + waitMs);
    expect(waitMs === 0 ? 'now' : schedule.because).toBe(because);
  });

  it('forgets all trouble after a success', () => {
    expect(scheduleAfter([unavailable(), unavailable(), success])).toMatchObject({
      failures: 0,
      nextAttemptAt: 0,
      suspicion: undefined,
      mode: 'normal',
    });
  });

  it('halves the batch when no answer came in time, down to one event, and grows it by a quarter with each success', () => {
    expect(step(timeout).schedule.batchEvents).toBe(50);
    expect(step(timeout, {}, lone).schedule.batchEvents).toBe(1);
    const sizes = [1, 2, 3, 4, 100, 450, 500].map((batchEvents) => step(success, { batchEvents }).schedule.batchEvents);
    expect(sizes).toEqual([2, 3, 4, 5, 125, 500, 500]);
  });

  it('halves the batch at every third error without a status: one may hide a 413', () => {
    const sizes = [1, 2, 3, 4, 5, 6].map((times) => batchLimits(scheduleAfter(Array(times).fill(unreachable)), startOfTime, max).events);
    expect(sizes).toEqual([500, 500, 50, 50, 50, 25]);
  });

  it('halves the bytes after a 413 and remembers the size for a day', () => {
    const { schedule } = step({ kind: 'too-large' });
    expect(batchLimits(schedule, startOfTime, max).bytes).toBe(20_000);
    expect(batchLimits(scheduleAfter([success], sent, schedule), startOfTime, max).bytes).toBe(20_000);
    expect(batchLimits(schedule, startOfTime + 24 * 60 * minute, max).bytes).toBe(262_144);
  });

  it('tries a refused encoding once without compression, and turns it off when that helped', () => {
    const trial = step({ kind: 'encoding-refused' }).schedule;
    expect(trial.compression).toBe('trial');
    expect(scheduleAfter([success], sent, trial).compression).toBe('off');
    expect(scheduleAfter([success, unreachable, success], sent, trial).compression).toBe('off');
  });

  it.each<[string, Delivery]>([
    ['refused', refused],
    ['unreachable', unreachable],
    ['unavailable', unavailable()],
    ['too large', { kind: 'too-large' }],
    ['misconfigured', { kind: 'misconfigured', status: 401 }],
  ])('clears compression of the suspicion when the plain body is %s', (_what, delivery) => {
    expect(step(delivery, { compression: 'trial' }).schedule.compression).toBe('on');
  });

  it('suspects the batch at the fifth equal server error, and leaves a lone event out to see whether others pass', () => {
    expect(scheduleAfter(Array(4).fill(broken)).batchEvents).toBe(firstSchedule.batchEvents);
    expect(scheduleAfter(Array(5).fill(broken)).batchEvents).toBe(50);
    expect(scheduleAfter(Array(4).fill(broken), lone).mode).toBe('normal');
    expect(scheduleAfter(Array(5).fill(broken), lone).mode).toBe('probe');
  });

  it.each([502, 503, 504])('blames the collector rather than the batch for a %i, until the tenth', (status) => {
    const fromGateway: Delivery = { kind: 'later', because: 'status', status };
    expect(scheduleAfter(Array(9).fill(fromGateway)).batchEvents).toBe(firstSchedule.batchEvents);
    expect(scheduleAfter(Array(10).fill(fromGateway)).batchEvents).toBe(50);
    expect(scheduleAfter(Array(10).fill(fromGateway), lone).mode).toBe('probe');
  });

  it('tries the old size again once a smaller batch has passed, and keeps to the smaller one when that fails', () => {
    const whole = { ...firstSchedule, batchEvents: 500 };
    const small = { ...sent, events: 12 };
    for (const trouble of [unreachable, broken]) {
      const cut = scheduleAfter(Array(9).fill(trouble), sent, whole);
      expect(cut.batchEvents).toBeLessThan(50);
      const again = nextStep(cut, success, small, moment).schedule;
      expect(again.batchEvents).toBe(500);
      expect(nextStep(again, success, sent, moment).schedule).toMatchObject({ batchEvents: 500, cut: undefined });
      expect(nextStep(again, trouble, sent, moment).schedule).toMatchObject({ batchEvents: 12, cut: undefined });
      expect(nextStep(again, unavailable(), sent, moment).schedule.batchEvents).toBe(500);
    }
  });

  it('cuts nothing for attempts that failed while the browser said offline', () => {
    let schedule = firstSchedule;
    for (let attempt = 0; attempt < 30; attempt++)
      schedule = nextStep(offlineSchedule(schedule, moment), unreachable, sent, moment).schedule;
    expect(schedule.batchEvents).toBe(firstSchedule.batchEvents);
    expect(schedule.failures).toBe(30);
  });

  it('goes on backing off when it is told the same short pause again and again', () => {
    const waits = [1, 2, 4, 8, 30].map((times) => scheduleAfter(Array(times).fill(unavailable(5_000))).waitMs);
    expect(waits).toEqual([5_250, 5_250, 8_500, 128_500, 450_500]);
  });

  it('does not hold the days without a connection against the collector', () => {
    const offline = offlineSchedule(scheduleAfter(Array(300).fill(unreachable)), moment);
    const refusedOnce = nextStep(onlineSchedule(offline, 60_000, moment), unavailable(), sent, { ...moment, random: 0.999 }).schedule;
    expect(refusedOnce.waitMs).toBeLessThanOrEqual(128_000);
    expect(refusedOnce.waitMs).toBeGreaterThan(64_000);
  });

  it('has nothing to compare a lone event with when nothing waits behind it', () => {
    expect(scheduleAfter(Array(9).fill(broken), { ...lone, more: false }).mode).toBe('normal');
  });

  it('suspects nothing when the errors differ, are not the server’s, or strike different batches', () => {
    const badGateway: Delivery = { kind: 'later', because: 'status', status: 502 };
    const tooMany: Delivery = { kind: 'later', because: 'status', status: 429 };
    expect(scheduleAfter([broken, badGateway, broken, badGateway, broken], lone).mode).toBe('normal');
    expect(scheduleAfter(Array(9).fill(tooMany), lone).mode).toBe('normal');
    expect(scheduleAfter([...Array(4).fill(broken), unreachable, broken], lone).mode).toBe('normal');
    const elsewhere = scheduleAfter(Array(4).fill(broken), lone);
    expect(scheduleAfter([broken], { ...lone, first: 2 }, elsewhere).mode).toBe('normal');
  });

  it('clears the suspect when the others fail as well', () => {
    expect(step(unavailable(), { mode: 'probe' }, lone).schedule).toMatchObject({ mode: 'normal', suspicion: undefined });
    expect(step(unreachable, { mode: 'probe' }, lone).schedule.mode).toBe('normal');
  });

  it('shortens a wait when the connection is back, but not the one the collector asked for', () => {
    const waiting = scheduleAfter(Array(12).fill(unreachable));
    expect(dueInMs(onlineSchedule(waiting, 1_000, moment), startOfTime)).toBe(500);
    const asked = scheduleAfter([unavailable(60_000)]);
    expect(onlineSchedule(asked, 1_000, moment)).toBe(asked);
    const soon = scheduleAfter([unreachable]);
    expect(dueInMs(onlineSchedule(soon, 60_000, moment), startOfTime)).toBe(1_500);
  });

  it('waits some minutes while the browser says that it is offline', () => {
    const waits = [0, 0.5, 0.999].map((random) => dueInMs(offlineSchedule(firstSchedule, { ...moment, random }), startOfTime));
    expect(waits).toEqual([150_000, 225_000, 299_850]);
  });

  it('does not wait longer because the clock was set back, and waits no more when it was set forward', () => {
    const schedule = scheduleAfter([unreachable]);
    expect(dueInMs(schedule, startOfTime - 400 * 24 * 60 * minute)).toBe(1_500);
    expect(dueInMs(schedule, startOfTime + 400 * 24 * 60 * minute)).toBe(0);
  });
});
