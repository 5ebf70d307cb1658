import { createRateLimit } from '../../../collector/src/rate-limit.js';
import type { Delivery } from '../../../src/worker/delivery.js';
import type { Scenario } from './scenario.js';

/** When the answer leaves the collector, and what it says. */
export interface Answer {
  at: number;
  delivery: Delivery;
}

/** A collector that serves so many requests a second and no more. Refusing costs it nothing: it falls behind by what it lets in only. */
export type CollectorModel = (now: number) => Answer;

/** Requests that may wait, as seconds of work: less than a client's shortest deadline (15 s), or served requests would be sent again. */
const queueSeconds = 2;
const constantMs = 5_000;

/** @param returnAt when the region comes back, ms since the epoch. */
export function createCollectorModel(scenario: Scenario, returnAt: number): CollectorModel {
  const { requestsPerSecond, refusal } = scenario;
  const serviceMs = 1_000 / requestsPerSecond;
  const downAt = returnAt + scenario.downAtMs;
  const upAt = downAt + scenario.downMs;
  const limiter = createRateLimit(requestsPerSecond * 60);
  /** When the last request that was let in will have been served. */
  let busyUntil = 0;
  /** The next moment that nobody has been told. */
  let nextTurnAt = 0;

  function turnMs(now: number): number {
    nextTurnAt = Math.max(nextTurnAt, busyUntil, now) + serviceMs;
    return nextTurnAt - now;
  }

  function refuse(now: number): Delivery {
    if (refusal === 'bare') return { kind: 'later', because: 'status', status: 503 };
    const ms = refusal === 'turns' ? turnMs(now) : constantMs;
    return { kind: 'later', because: 'status', status: 503, retryAfterMs: inSeconds(ms) };
  }

  function accept(now: number): Delivery {
    const retryAfterMs = refusal === 'turns' && nextTurnAt > now ? turnMs(now) : 0;
    return { kind: 'accepted', acknowledgement: { batch: '', accepted: 0, duplicates: 0, rejected: [], retryAfterMs } };
  }

  return (now) => {
    if (now >= downAt && now < upAt) return { at: now, delivery: refuse(now) };
    const wait = refusal === 'limiter' ? limiter('key', now) : 0;
    if (wait > 0) return { at: now, delivery: { kind: 'later', because: 'status', status: 429, retryAfterMs: inSeconds(wait) } };
    if (busyUntil - now > queueSeconds * 1_000) return { at: now, delivery: refuse(now) };
    const servedAt = Math.max(busyUntil, now) + serviceMs;
    // What waits when it goes down is not served.
    if (now < downAt && servedAt > downAt) return { at: downAt, delivery: refuse(now) };
    busyUntil = servedAt;
    return { at: servedAt, delivery: accept(now) };
  };
}

/** The header counts whole seconds, at least one. */
function inSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1_000)) * 1_000;
}
