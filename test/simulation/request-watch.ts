import { parseRetryAfter } from '../../src/shared/retry-after.js';
import { dueInMs } from '../../src/worker/retry-policy.js';
import type { DiskImage } from './disk-image.js';
import type { BatchRequest } from './virtual-network.js';
import type { VirtualThread } from './virtual-thread.js';
import type { Answer } from './weather.js';

/** Watches what goes over the wire: the size of requests, how many are on their way, how often they are tried. */
export interface RequestWatch {
  sent(thread: VirtualThread, request: BatchRequest): Flight;
  committedBy(thread: string, before: DiskImage, after: DiskImage): void;
  /** One takes the lock from another. */
  stolen(thief: VirtualThread, holder: VirtualThread): void;
  /** Something has happened after which two may send at once, or sooner: a theft, a frozen thread, a clock that was set, a full disk. */
  disturbed(): void;
}

export interface RequestWatchParts {
  /** The device's wall clock, and its running time, ms. */
  now: () => number;
  running: () => number;
  image: () => DiskImage;
  maxBatchEvents: number;
  maxBatchBytes: number;
}

/** One request on its way. */
export interface Flight {
  answered(answer: Answer): void;
  failed(): void;
  /** Its thread has died. */
  over(): void;
}

/** A frozen holder may be overtaken after so long, ms. */
const patienceMs = 90_000;
/** So many failures in a row take hours by the policy; one that forgot to wait has them in less than this, ms. */
const manyFailures = 25;
const manyFailuresMs = 600_000;
/** Looking for a bad event, or for a size that passes, takes some tens of attempts at once. */
const manyRefusals = 300;

export function createRequestWatch(
  { now, running, image, maxBatchEvents, maxBatchBytes }: RequestWatchParts,
  violated: (invariant: string, sentence: string) => void,
  /** True once the disk was full: who cannot write claims and leases does not hold others back. */
  wasFull: () => boolean,
): RequestWatch {
  const flights = new Map<string, Map<VirtualThread, number>>();
  const failures = new Map<string, number[]>();
  const refusals = new Map<string, number[]>();
  /** The shortest wait that an answer has asked a thread for, ms, and for which outbox. */
  const asked = new Map<string, { waitMs: number; source: string }>();
  const committedAt = new Map<string, number>();
  let disturbedAt = Number.NEGATIVE_INFINITY;

  function disturbed(): void {
    disturbedAt = running();
    asked.clear();
  }

  function checkSize({ body, events, batch }: BatchRequest): void {
    if (events.length > maxBatchEvents || (events.length > 1 && new TextEncoder().encode(body).length > maxBatchBytes))
      violated('I8', `${batch} has ${events.length} events and ${body.length} characters`);
    const numbers = events.map(({ sequence }) => Number(sequence));
    if (numbers.some((number, index) => index > 0 && number <= (numbers[index - 1] ?? 0)))
      violated('I6', `${batch} is not in order: ${numbers.join(' ')}`);
    if (new Set(events.map(({ source }) => source)).size !== 1) violated('I6', `${batch} has events of several outboxes`);
  }

  /** I10: not sooner than the collector has asked for. */
  function checkPause(source: string, thread: VirtualThread): void {
    if (!wasFull() && asked.get(thread.name)?.source === source)
      violated('I10', `${thread.name} sends again and has not written down when it may`);
    const head = image().head;
    if (!head || !source.endsWith(head.outboxId) || running() - disturbedAt < patienceMs) return;
    const due = dueInMs(head.schedule, now());
    if (head.schedule.because === 'retry-after' && due > 0)
      violated('I10', `${thread.name} sent although the collector has asked to be left alone for another ${due} ms`);
  }

  function countRefusal(source: string, status: number): void {
    const times = status === 200 ? [] : [...(refusals.get(source) ?? []), running()].slice(-manyRefusals);
    refusals.set(source, times);
    if (times.length === manyRefusals && running() - (times[0] ?? 0) < manyFailuresMs)
      violated('I10', `${manyRefusals} attempts of ${source} were in vain within ${Math.round((running() - (times[0] ?? 0)) / 1_000)} s`);
  }

  function countFailure(source: string, hasFailed: boolean): void {
    const times = hasFailed ? [...(failures.get(source) ?? []), running()].slice(-manyFailures) : [];
    failures.set(source, times);
    const [first = 0] = times;
    if (times.length === manyFailures && running() - first < manyFailuresMs)
      violated('I10', `${manyFailures} attempts of ${source} have failed within ${Math.round((running() - first) / 1_000)} s`);
  }

  return {
    sent(thread, request) {
      const source = request.events[0]?.source ?? '';
      checkSize(request);
      checkPause(source, thread);
      const others = flights.get(source) ?? new Map<VirtualThread, number>();
      flights.set(source, others);
      for (const [other, since] of others) {
        if (
          other === thread ||
          wasFull() ||
          !other.isAlive() ||
          other.isFrozen() ||
          running() - disturbedAt < patienceMs ||
          since < disturbedAt
        )
          continue;
        violated('I7', `${thread.name} sends while a request of ${other.name} is on its way`);
      }
      others.set(thread, running());
      const over = (): void => void others.delete(thread);
      return {
        answered(answer) {
          over();
          countFailure(source, isFailure(answer.status));
          countRefusal(source, answer.status);
          const waitMs = askedFor(answer, now());
          asked.delete(thread.name);
          const isOnDisk = source.endsWith(image().head?.outboxId ?? 'none');
          if (waitMs !== undefined && isOnDisk) asked.set(thread.name, { waitMs, source });
        },
        failed() {
          over();
          countFailure(source, true);
        },
        over,
      };
    },
    committedBy(thread, before, after) {
      committedAt.set(thread, running());
      const answer = asked.get(thread);
      if (!answer || !after.head || !answer.source.endsWith(after.head.outboxId) || before.head?.schedule === after.head.schedule) return;
      asked.delete(thread);
      const { because, waitMs } = after.head.schedule;
      if (because !== 'retry-after' || waitMs < answer.waitMs)
        violated('I10', `the collector has asked ${thread} to wait ${answer.waitMs} ms, and it waits ${waitMs} (${because})`);
    },
    stolen(thief, holder) {
      const idleMs = running() - (committedAt.get(holder.name) ?? Number.NEGATIVE_INFINITY);
      if (holder.isAlive() && !holder.isFrozen() && idleMs < patienceMs / 2 && running() - disturbedAt > patienceMs)
        violated('I7', `${thief.name} steals the lock of ${holder.name}, who has made progress ${Math.round(idleMs)} ms ago`);
      disturbed();
    },
    disturbed,
  };
}

function isFailure(status: number): boolean {
  return [408, 425, 429].includes(status) || status >= 500;
}

function askedFor({ status, headers }: Answer, now: number): number | undefined {
  const ms = isFailure(status) ? parseRetryAfter(headers?.['retry-after'] ?? null, now) : undefined;
  return ms === undefined ? undefined : Math.min(6 * 3_600_000, Math.max(1_000, ms));
}
