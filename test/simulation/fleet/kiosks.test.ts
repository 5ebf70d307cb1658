import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../src/worker/delivery.js';
import { seededRandom } from '../../support/manual-clock.js';
import { unavailable, unreachable } from '../../support/scripted-transport.js';
import { type Request, requestsOfFlusher, requestsOfKiosk, type Story } from './real-kiosk.js';

const hour = 3_600_000;

function acceptedWith(retryAfterMs: number): Delivery {
  return { kind: 'accepted', acknowledgement: { batch: '', accepted: 0, duplicates: 0, rejected: [], retryAfterMs } };
}

/** Nothing until the connection is back, then every kind of answer that a fleet meets; at last only good ones. */
function weatherOf(seed: number, onlineAtMs: number): Story['answer'] {
  const random = seededRandom(seed);
  const fates = Array.from({ length: 200 }, () => random());
  return ([at], index) => {
    if (at < onlineAtMs) return unreachable;
    const fate = index < 100 ? (fates[index] ?? 1) : 1;
    if (fate < 0.1) return unreachable;
    if (fate < 0.15) return { kind: 'later', because: 'timeout' };
    if (fate < 0.35) return unavailable();
    if (fate < 0.55) return unavailable(5_000 + 20_000 * fate);
    if (fate < 0.6) return { kind: 'later', because: 'status', status: 500 };
    return acceptedWith(fate < 0.7 ? 3_000 : 0);
  };
}

/** The server fails at whatever holds one of these events. */
function poisonedBy(bad: readonly number[]): Story['answer'] {
  return ([, first, events]) =>
    bad.some((sequence) => first <= sequence && sequence < first + events)
      ? { kind: 'later', because: 'status', status: 500 }
      : acceptedWith(0);
}

function sum(requests: readonly Request[]): number {
  return requests.reduce((total, [, , events]) => total + events, 0);
}

describe('kiosks', () => {
  it.each([1, 2, 3, 4, 5, 6])('send what the real flusher sends, at the same moments, whatever the answers are (seed %i)', async (seed) => {
    const onlineAtMs = 2.5 * hour;
    const story = { seed, events: 150, maxBatchEvents: 20, onlineAtMs, endAtMs: 20 * hour, answer: weatherOf(seed, onlineAtMs) };
    const requests = requestsOfKiosk(story);
    expect(requests).toEqual(await requestsOfFlusher(story));
    expect(requests.filter(([at]) => at < onlineAtMs).length).toBeGreaterThan(5);
    expect(sum(requests)).toBeGreaterThan(150);
  });

  it.each([[[3]], [[3, 4]], [[1, 2, 3, 5]]])('look for bad events as the real flusher does: %j', async (bad) => {
    const story = { seed: 7, events: 10, maxBatchEvents: 5, onlineAtMs: 0, endAtMs: 20 * hour, answer: poisonedBy(bad) };
    const requests = requestsOfKiosk(story);
    expect(requests).toEqual(await requestsOfFlusher(story));
    for (const sequence of bad) {
      expect(requests.filter(([, first, events]) => first === sequence && events === 1).length).toBeGreaterThan(1);
    }
  });
});
