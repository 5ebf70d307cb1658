import type { ProblemLog } from '../shared/problem.js';
import type { FlusherState } from '../shared/protocol.js';
import type { PipelineSettings } from '../shared/settings.js';
import type { Connectivity } from './connectivity.js';
import type { Delivery } from './delivery.js';
import { deliveryProblem } from './delivery-problem.js';
import { batchIdOf, createEnvelope } from './envelope.js';
import type { Environment } from './environment.js';
import type { FlushLock } from './flush-lock.js';
import type { OldestBatch, Outbox } from './outbox.js';
import { batchLimits, dueInMs, type Moment, nextStep, offlineSchedule, onlineSchedule, reanchored, type Schedule } from './retry-policy.js';
import { deliveryToFates } from './settlement.js';
import type { Transport } from './transport.js';

/** The loop that obeys: it decides nothing about retries (see retry-policy) and nothing about storage (see outbox). */
export interface Flusher {
  /** Something was appended: it is sent after a short wait for company, or `now`, unless a longer wait is running. */
  notify(now?: boolean): void;
  /** Sends until nothing waits or an attempt fails. `force` ends every wait but the collector's own. @returns events delivered. */
  flush(options: FlushOptions): Promise<number>;
  isSending(): boolean;
  close(): void;
}

export interface FlushOptions {
  force?: boolean;
  /** The page is going: one request that outlives it, within the browser's budget for such. */
  keepalive?: boolean;
  /** The connection is said to be back. */
  online?: boolean;
}

/** Keepalive bodies share 64 KiB per page in every engine (Fetch standard); 4 KiB are left to the host page. */
const maxKeepaliveBytes = 61_440;
/** Pause after the storage itself failed, ms. */
const storageFailureMs = 10_000;
/** Pause after somebody else has claimed the outbox, ms. */
const fencedOutMs = 1_000;
/** How often an idle flusher looks whether another page has left something behind, ms. */
const idleCheckMs = 5 * 60_000;

export interface FlusherParts {
  settings: Pick<
    PipelineSettings,
    'flushDelayMs' | 'maxBatchEvents' | 'maxBatchBytes' | 'compression' | 'writeKey' | 'reconnectSpreadMs' | 'endpoint'
  >;
  outbox: Outbox;
  transport: Transport;
  lock: FlushLock;
  connectivity: Connectivity;
  environment: Environment;
  problems: ProblemLog;
}

export function createFlusher(parts: FlusherParts): Flusher {
  const { settings, outbox, transport, lock, connectivity, environment, problems } = parts;
  let running: Promise<number> | undefined;
  let sending = false;
  let appendedMeanwhile: 'nothing' | 'something' | 'urgent' = 'nothing';
  let closed = false;
  let timer: { cancel: () => void; at: number; waitsFor: WaitsFor } | undefined;

  const stopListening = connectivity.onOnline(() => void flush({ online: true }));

  /** One timer: an earlier moment replaces a later one. */
  function runIn(ms: number, waitsFor: WaitsFor = 'schedule'): void {
    const at = environment.now() + ms;
    if (closed || (timer && timer.at <= at)) return;
    timer?.cancel();
    const run = (): void => {
      timer = undefined;
      void flush({});
    };
    timer = { cancel: environment.schedule(run, ms), at, waitsFor };
  }

  function stopTimer(): void {
    timer?.cancel();
    timer = undefined;
  }

  function notify(now = false): void {
    if (running) {
      if (appendedMeanwhile !== 'urgent') appendedMeanwhile = now ? 'urgent' : 'something';
      return;
    }
    // Ended, not compared with: the wall clock may have been set forward since the timer was.
    if (timer?.waitsFor === 'events' || (now && timer?.waitsFor === 'company')) stopTimer();
    if (!timer) runIn(now ? 0 : settings.flushDelayMs, 'company');
  }

  async function flush(options: FlushOptions): Promise<number> {
    // Who forces a flush, or tells that the connection is back, wants one that begins now; the running one may be about to end in a wait.
    while (running && (options.force || options.online)) await running;
    running ??= run(options);
    return running;
  }

  async function run(options: FlushOptions): Promise<number> {
    stopTimer();
    appendedMeanwhile = 'nothing';
    try {
      const delivered = await lock.run(async () => (closed ? 0 : drain(options)));
      if (delivered === undefined) runIn(0);
      return delivered ?? 0;
    } catch (error) {
      if (closed) return 0;
      problems.report('storage-unavailable', `The outbox could not be read: ${String(error)}. Its events wait; the next try is in 10 s.`);
      runIn(storageFailureMs);
      return 0;
    } finally {
      sending = false;
      running = undefined;
      if (appendedMeanwhile !== 'nothing') notify(appendedMeanwhile === 'urgent');
    }
  }

  async function drain({ force = false, keepalive = false, online = false }: FlushOptions): Promise<number> {
    const claim = await outbox.claim();
    const { outboxId, schedule: stored } = claim;
    // An offline page may have been closed and opened again online: then no event tells that the connection came back.
    const cameBack = online || (stored.because === 'offline' && connectivity.isOnline());
    let schedule = reanchored(cameBack ? onlineSchedule(stored, settings.reconnectSpreadMs, moment()) : stored, environment.now());
    let delivered = 0;
    let hurry = force;
    while (!closed) {
      const taken = await outbox.oldest(limitsOf(schedule, keepalive), schedule.mode === 'probe' ? schedule.leftOut : 0);
      if (!taken && schedule.mode === 'probe') {
        schedule = { ...schedule, mode: 'normal', leftOut: 0 };
        continue;
      }
      if (!taken) {
        runIn(idleCheckMs, 'events');
        break;
      }
      const wait = waitOf(schedule, hurry);
      if (wait) {
        if (wait !== stored) await outbox.reschedule(claim, wait);
        runIn(dueInMs(wait, environment.now()));
        break;
      }
      hurry = false;
      const attempt = await send(outboxId, taken, schedule, keepalive);
      const step = nextStep(attempt.schedule, attempt.delivery, { ...taken, first: taken.firstSequence, events: taken.count }, moment());
      schedule = step.schedule;
      const fates = deliveryToFates(step.verdict, attempt.delivery, environment.now());
      const settled = fates
        ? await outbox.settle(claim, taken, fates, schedule, duplicatesOf(attempt.delivery))
        : await outbox.reschedule(claim, schedule);
      if (!settled) {
        runIn(fencedOutMs);
        break;
      }
      if (settled !== true) delivered += settled.delivered;
      deliveryProblem(attempt.delivery, step, settings.endpoint, problems);
      if (keepalive) {
        // The page may have been hidden only.
        runIn(Math.max(settings.flushDelayMs, dueInMs(schedule, environment.now())));
        break;
      }
    }
    return delivered;
  }

  /** The schedule to wait by, or undefined when an attempt may start now. */
  function waitOf(schedule: Schedule, hurry: boolean): Schedule | undefined {
    const due = dueInMs(schedule, environment.now());
    if (due > 0) return hurry && schedule.because !== 'retry-after' ? undefined : schedule;
    if (connectivity.isOnline() || hurry || schedule.because === 'offline') return undefined;
    return offlineSchedule(schedule, moment());
  }

  async function send(outboxId: string, taken: OldestBatch, schedule: Schedule, keepalive: boolean): Promise<Attempt> {
    sending = true;
    const batch = batchIdOf(outboxId, taken);
    const count = schedule.attempt.batch === batch ? schedule.attempt.count + 1 : 1;
    const compress = settings.compression === 'gzip' && schedule.compression === 'on';
    const now = environment.now();
    const envelope = await createEnvelope(taken, { batch, count, now, compress, writeKey: settings.writeKey });
    const delivery = await transport.send(envelope, { keepalive });
    const canBury = taken.canBury || delivery.kind !== 'refused' || taken.count > 1;
    return {
      schedule: { ...schedule, attempt: { batch, count } },
      // With no room left to keep what it refuses, a collector that refuses everything must not cost an event.
      delivery: canBury ? delivery : { kind: 'misconfigured', status: delivery.status },
    };
  }

  function limitsOf(schedule: Schedule, keepalive: boolean): { events: number; bytes: number } {
    const bytes = keepalive ? Math.min(maxKeepaliveBytes, settings.maxBatchBytes) : settings.maxBatchBytes;
    const limits = batchLimits(schedule, environment.now(), { events: settings.maxBatchEvents, bytes });
    return schedule.mode === 'normal' ? limits : { ...limits, events: 1 };
  }

  function moment(): Moment {
    return { now: environment.now(), random: environment.random(), maxBatchEvents: settings.maxBatchEvents };
  }

  return {
    notify,
    flush,
    isSending: () => sending,
    close: () => {
      closed = true;
      stopTimer();
      stopListening();
    },
  };
}

/** What a timer's end is for: more events, which may come earlier; company for those that came; or what the schedule says. */
type WaitsFor = 'events' | 'company' | 'schedule';

interface Attempt {
  schedule: Schedule;
  delivery: Delivery;
}

function duplicatesOf(delivery: Delivery): number {
  return delivery.kind === 'accepted' ? delivery.acknowledgement.duplicates : 0;
}

/** What the flusher is doing, told from what is stored: any tab may be the one that sends. */
export function flusherState(sending: boolean, pending: number, schedule: Schedule, now: number): FlusherState {
  if (sending) return { name: 'sending' };
  const due = dueInMs(schedule, now);
  if (pending === 0 || due === 0) return { name: 'idle' };
  const until = now + due;
  if (schedule.because === 'misconfigured') return { name: 'held', until, because: 'misconfigured' };
  return { name: 'waiting', until, because: schedule.because };
}
