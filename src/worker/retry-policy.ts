import type { Acknowledgement } from '../shared/cloud-event.js';
import type { WaitReason } from '../shared/protocol.js';
import { type BatchSize, cutSize, firstBatchSize, sizeAfterSuccess, sizeAfterTimeout, sizeAfterTrouble } from './batch-size.js';
import type { Delivery } from './delivery.js';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Shortest and longest backoff, ms: a second spares a flapping link, a quarter of an hour still finds a collector that came back. */
const minBackoffMs = second;
const maxBackoffMs = 15 * minute;
/** What a collector may ask for, ms: not less than our own shortest wait, and not so much that a typing error costs a day. */
const minRetryAfterMs = second;
const maxRetryAfterMs = 6 * hour;
/** A set-up does not mend itself in seconds, and the data waits safely. */
const misconfiguredMs = 15 * minute;
/** `offline` is a hint that is wrong in both directions, so it lengthens the wait and never forbids. */
const offlineMs = 5 * minute;
/** Equal server errors for one batch until the batch is suspected rather than the server: fault catalog F81. */
const suspectAfter = 5;
/** The same from a gateway, which mostly speaks of the collector: an overload must not bring smaller batches, for they are more requests. */
const suspectGatewayAfter = 10;
/** Most events that a probe leaves out: as many bad ones in a row are not an accident. */
const maxLeftOut = 256;
/** Failures for want of a connection that still count when it is back: a first 503 then costs two minutes at most, not a quarter of an hour. */
const failuresAfterReturn = 6;
/** Errors without a status until one of them may have been a 413 that the browser hides for want of CORS headers: fault catalog F69. */
const halveAfterNetworkErrors = 3;
/** How long a size that was too large is remembered, ms. */
const ceilingMs = 24 * hour;
/** Pause before events are sent again that the collector asked for once more, ms; new events join them. */
const askedAgainMs = 30 * second;

/** What the outbox remembers between attempts. It lives in the database: a reload must not hammer, and another context goes on from here. */
export interface Schedule extends BatchSize {
  /** Attempts that failed since the last success. */
  failures: number;
  /** Wall clock, ms since the epoch; 0 for now. */
  nextAttemptAt: number;
  /** Length of the wait that ends at `nextAttemptAt`, ms: a clock that jumped back cannot make it longer. */
  waitMs: number;
  because: WaitReason | 'misconfigured';
  /** Largest body that a 413 has left us, until when. */
  ceiling: { bytes: number; until: number } | undefined;
  /** A bad event hides among the first `suspects` events of the outbox. */
  search: { suspects: number } | undefined;
  /** `trial`: the last compressed body was refused, and the same goes plain to see whether compression was to blame. */
  compression: 'on' | 'trial' | 'off';
  /** Equal server errors in a row for the batch that begins at `first`. */
  suspicion: { first: number; status: number; times: number } | undefined;
  /**
   * `probe`: the next attempt leaves the suspect out to see whether others pass. `confirm`: they did, so the next attempt sends the
   * suspect alone; it may be that the outage has just ended.
   */
  mode: 'normal' | 'probe' | 'confirm';
  /** How many of the oldest events a probe leaves out. It doubles while probes fail: the next event may be as bad as the suspect. */
  leftOut: number;
  /** The batch that was tried last, and how often. */
  attempt: { batch: string; count: number };
}

export const firstSchedule: Schedule = {
  failures: 0,
  nextAttemptAt: 0,
  waitMs: 0,
  because: 'backoff',
  ...firstBatchSize,
  ceiling: undefined,
  search: undefined,
  compression: 'on',
  suspicion: undefined,
  mode: 'normal',
  leftOut: 0,
  attempt: { batch: '', count: 0 },
};

/** What was sent. */
export interface SentBatch {
  /** Sequence of its first event. */
  first: number;
  events: number;
  bytes: number;
  /** Events that wait behind it. */
  more: boolean;
}

/** What to do with the batch that was sent, and how to go on. */
export interface Step {
  verdict: 'acknowledge' | 'keep' | 'bury' | 'drop' | 'park';
  schedule: Schedule;
}

/** Circumstances of a decision; `random` is in [0, 1). */
export interface Moment {
  now: number;
  random: number;
  maxBatchEvents: number;
}

/**
 * Decides what follows from an attempt. Pure; no number of failures ever gives an event up.
 *
 * | delivery | verdict | then |
 * | --- | --- | --- |
 * | accepted | acknowledge | failures = 0, the batch grows by a quarter, or to what it was before it was cut in doubt; the collector may ask for a pause, or for some events again |
 * | untrusted | keep | backoff |
 * | later | keep | backoff with full jitter, 1 s … 15 min; Retry-After, 1 s … 6 h, where it is longer; a timeout halves the batch |
 * | too-large | keep, a lone event: drop | halve the bytes and remember for a day |
 * | encoding-refused | keep | the same at once without compression; off for good if that helps |
 * | refused | keep, a lone event: bury | bisect |
 * | misconfigured | keep | hold for 15 min |
 * | later, the same 5xx five times for one batch, 502, 503 and 504 ten times | keep, a proven suspect: park | halve; a lone event is left out once, and parked for a day if others pass |
 */
export function nextStep(schedule: Schedule, delivery: Delivery, sent: SentBatch, moment: Moment): Step {
  switch (delivery.kind) {
    case 'accepted':
      return { verdict: 'acknowledge', schedule: afterSuccess(schedule, delivery.acknowledgement, sent, moment) };
    case 'untrusted':
      return { verdict: 'keep', schedule: backOff(blameless(schedule), undefined, moment) };
    case 'later':
      if (isConvicted(schedule, delivery, sent)) return { verdict: 'park', schedule: afterPark(schedule, delivery.retryAfterMs, moment) };
      return { verdict: 'keep', schedule: afterTrouble(schedule, delivery, sent, moment) };
    case 'too-large':
      if (sent.events === 1) return { verdict: 'drop', schedule: goOn(blameless(schedule)) };
      return {
        verdict: 'keep',
        schedule: { ...goOn(blameless(schedule)), ceiling: { bytes: Math.floor(sent.bytes / 2), until: moment.now + ceilingMs } },
      };
    case 'encoding-refused':
      return { verdict: 'keep', schedule: { ...goOn(schedule), compression: 'trial' } };
    case 'refused':
      if (sent.events === 1) return { verdict: 'bury', schedule: { ...goOn(blameless(schedule)), search: narrow(schedule, 1) } };
      return { verdict: 'keep', schedule: { ...goOn(blameless(schedule)), search: { suspects: sent.events } } };
    case 'misconfigured':
      return { verdict: 'keep', schedule: wait(blameless(schedule), misconfiguredMs, 'misconfigured', moment) };
  }
}

/** Limits of the next batch. */
export function batchLimits(schedule: Schedule, now: number, max: { events: number; bytes: number }): { events: number; bytes: number } {
  const searched = schedule.search ? Math.ceil(schedule.search.suspects / 2) : max.events;
  const left = schedule.ceiling ? schedule.ceiling.until - now : 0;
  // By a clock that was set back it would hold for years.
  const ceiling = schedule.ceiling && left > 0 && left <= ceilingMs ? schedule.ceiling.bytes : max.bytes;
  return { events: Math.max(1, Math.min(max.events, schedule.batchEvents, searched)), bytes: Math.min(max.bytes, ceiling) };
}

/** The schedule by a clock that may have been set back: it never waits longer than it meant to. */
export function reanchored(schedule: Schedule, now: number): Schedule {
  return schedule.nextAttemptAt - now > schedule.waitMs ? { ...schedule, nextAttemptAt: now + schedule.waitMs } : schedule;
}

/** ms until the next attempt may start; 0 for now. */
export function dueInMs(schedule: Schedule, now: number): number {
  return Math.max(0, Math.min(schedule.nextAttemptAt - now, schedule.waitMs));
}

/** The wait while the browser says that it is offline. */
export function offlineSchedule(schedule: Schedule, moment: Moment): Schedule {
  return wait(schedule, offlineMs * (0.5 + moment.random / 2), 'offline', moment);
}

/** The connection is back: a wait that was for want of one is over within `spreadMs`. */
export function onlineSchedule(schedule: Schedule, spreadMs: number, moment: Moment): Schedule {
  if (schedule.because !== 'backoff' && schedule.because !== 'offline') return schedule;
  const waitMs = Math.min(dueInMs(schedule, moment.now), spreadMs * moment.random);
  return { ...schedule, nextAttemptAt: moment.now + waitMs, waitMs, failures: Math.min(schedule.failures, failuresAfterReturn) };
}

function afterSuccess(schedule: Schedule, { rejected, retryAfterMs }: Acknowledgement, sent: SentBatch, moment: Moment): Schedule {
  const next: Schedule = {
    ...goOn(schedule),
    failures: 0,
    ...sizeAfterSuccess(schedule, sent.events, moment.maxBatchEvents),
    search: narrow(schedule, sent.events),
    compression: schedule.compression === 'trial' ? 'off' : schedule.compression,
    suspicion: schedule.mode === 'probe' ? schedule.suspicion : undefined,
    mode: schedule.mode === 'probe' ? 'confirm' : 'normal',
    leftOut: schedule.mode === 'probe' ? schedule.leftOut : 0,
  };
  if (retryAfterMs > 0) return wait(next, clampRetryAfter(retryAfterMs), 'retry-after', moment);
  // What stays would be sent again at once, and refused again.
  return rejected.some(({ retryable }) => retryable) ? wait(next, askedAgainMs * (0.5 + moment.random / 2), 'backoff', moment) : next;
}

function afterTrouble(schedule: Schedule, delivery: Delivery & { kind: 'later' }, sent: SentBatch, moment: Moment): Schedule {
  const { because, status = 0, retryAfterMs } = delivery;
  const calm = blameless(schedule);
  if (because === 'timeout') return backOff({ ...calm, ...sizeAfterTimeout(schedule, sent.events) }, retryAfterMs, moment);
  if (because === 'status') return backOff(suspect(schedule, status, sent), retryAfterMs, moment);
  const size = sizeAfterTrouble(schedule);
  // What was tried while the browser said offline was not sent at all.
  const isDoubtful = schedule.because !== 'offline' && (schedule.failures + 1) % halveAfterNetworkErrors === 0;
  return backOff({ ...calm, ...(isDoubtful ? cutSize(size, sent.events) : size) }, undefined, moment);
}

/** The suspect has failed alone once more, after another event has passed. */
function isConvicted({ mode, suspicion }: Schedule, delivery: Delivery & { kind: 'later' }, sent: SentBatch): boolean {
  return mode === 'confirm' && suspicion?.first === sent.first && (delivery.status ?? 0) >= 500;
}

function afterPark(schedule: Schedule, retryAfterMs: number | undefined, moment: Moment): Schedule {
  const cleared = { ...blameless(schedule), leftOut: 0 };
  return retryAfterMs === undefined ? goOn(cleared) : backOff(cleared, retryAfterMs, moment);
}

/** Counts equal server errors; when one batch has had its share, looks for the event that causes them. */
function suspect(schedule: Schedule, status: number, sent: SentBatch): Schedule {
  if (status < 500 || schedule.mode !== 'normal') return blameless(schedule);
  const before = schedule.suspicion;
  const times = before?.first === sent.first && before.status === status ? before.times + 1 : 1;
  const isGateway = status >= 502 && status <= 504;
  const size = isGateway ? schedule : sizeAfterTrouble(schedule);
  const next: Schedule = { ...schedule, ...size, compression: settled(schedule), suspicion: { first: sent.first, status, times } };
  if (times < (isGateway ? suspectGatewayAfter : suspectAfter)) return next;
  if (sent.events > 1) return { ...next, ...cutSize(next, sent.events) };
  return { ...next, mode: sent.more ? 'probe' : 'normal', leftOut: Math.min(maxLeftOut, Math.max(1, 2 * schedule.leftOut)) };
}

/** The last answer says nothing against a particular event or against compression. */
function blameless(schedule: Schedule): Schedule {
  return { ...schedule, compression: settled(schedule), suspicion: undefined, mode: 'normal' };
}

/** A trial that did not end in success has cleared compression. */
function settled(schedule: Schedule): Schedule['compression'] {
  return schedule.compression === 'trial' ? 'on' : schedule.compression;
}

function narrow(schedule: Schedule, cleared: number): Schedule['search'] {
  const suspects = (schedule.search?.suspects ?? 0) - cleared;
  return suspects > 0 ? { suspects } : undefined;
}

function goOn(schedule: Schedule): Schedule {
  return { ...schedule, nextAttemptAt: 0, waitMs: 0 };
}

function backOff(schedule: Schedule, retryAfterMs: number | undefined, moment: Moment): Schedule {
  const failed = { ...schedule, failures: schedule.failures + 1 };
  const longest = Math.min(maxBackoffMs, minBackoffMs * 2 ** Math.min(failed.failures, 30));
  const own = minBackoffMs + (longest - minBackoffMs) * moment.random;
  if (retryAfterMs === undefined) return wait(failed, own, 'backoff', moment);
  // A fleet that was told the same moment must not return in the same moment; and one that is told a short wait again and again must spread.
  const asked = clampRetryAfter(retryAfterMs) * (1 + 0.1 * moment.random);
  return wait(failed, Math.min(maxRetryAfterMs, Math.max(asked, own)), 'retry-after', moment);
}

function wait(schedule: Schedule, ms: number, because: Schedule['because'], moment: Moment): Schedule {
  const waitMs = Math.ceil(ms);
  return { ...schedule, nextAttemptAt: moment.now + waitMs, waitMs, because };
}

function clampRetryAfter(ms: number): number {
  return Math.min(maxRetryAfterMs, Math.max(minRetryAfterMs, ms));
}
