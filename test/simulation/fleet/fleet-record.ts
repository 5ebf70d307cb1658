import type { Delivery } from '../../../src/worker/delivery.js';
import type { SentBatch } from '../../../src/worker/retry-policy.js';
import type { Scenario } from './scenario.js';

/** What happened in a run; times are ms after the return. */
export interface FleetRecord {
  readonly scenario: Scenario;
  /** Requests per second after the return: that arrived, and that were served. */
  readonly offered: readonly number[];
  readonly served: readonly number[];
  /** When each kiosk had nothing left; the horizon for one that still has. */
  readonly drainedAt: Float64Array;
  readonly requests: number;
  readonly refused: number;
  /** The fewest requests that would do: full batches. */
  readonly needed: number;
  /** Events that were put aside as suspects. None of them was bad. */
  readonly parked: number;
  /** Of every request and its answer, in their order. */
  readonly hash: number;
}

export interface Recorder {
  asked(kiosk: number, at: number, batch: SentBatch, answer: { at: number; delivery: Delivery }): void;
  drained(kiosk: number, at: number): void;
  finish(parked: number): FleetRecord;
}

export function createRecorder(scenario: Scenario, needed: number): Recorder {
  const offered: number[] = [];
  const served: number[] = [];
  const drainedAt = new Float64Array(scenario.kiosks).fill(scenario.horizonMs);
  let requests = 0;
  let refused = 0;
  let hash = 0;
  const mix = (word: number): void => {
    hash = Math.imul(hash ^ word, 0x01000193);
    hash ^= hash >>> 15;
  };
  return {
    asked(kiosk, at, { first, events }, answer) {
      const isServed = answer.delivery.kind === 'accepted';
      requests += 1;
      countIn(offered, at);
      if (isServed) countIn(served, answer.at);
      else refused += 1;
      mix(kiosk);
      mix(at * 16);
      mix(first);
      mix(isServed ? events : -events);
    },
    drained(kiosk, at) {
      drainedAt[kiosk] = at;
    },
    finish: (parked) => ({ scenario, offered, served, drainedAt, requests, refused, needed, parked, hash }),
  };
}

function countIn(seconds: number[], at: number): void {
  const second = Math.floor(at / 1_000);
  while (seconds.length <= second) seconds.push(0);
  seconds[second] = (seconds[second] ?? 0) + 1;
}
