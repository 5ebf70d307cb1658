import type { Delivery } from '../../../src/worker/delivery.js';
import { createMemoryStore } from '../../../src/worker/memory-store.js';
import { makeEntries } from '../../support/make-event.js';
import { makeFlusher } from '../../support/make-flusher.js';
import { createManualClock, startOfTime } from '../../support/manual-clock.js';
import { createScriptedTransport } from '../../support/scripted-transport.js';
import { createBacklog } from './backlog.js';
import { createChance } from './chance.js';
import { createKiosks } from './kiosks.js';

/** A request as the collector sees it: ms after the beginning, sequence of its first event, events. */
export type Request = readonly [at: number, first: number, events: number];

/** One kiosk's story: it begins offline with these events waiting, and what becomes of each request. */
export interface Story {
  seed: number;
  events: number;
  maxBatchEvents: number;
  onlineAtMs: number;
  endAtMs: number;
  answer: (request: Request, index: number) => Delivery;
}

/** The requests of the real flusher, over a real outbox in memory. */
export async function requestsOfFlusher(story: Story): Promise<Request[]> {
  const { seed, events, maxBatchEvents, onlineAtMs, endAtMs, answer } = story;
  const chance = createChance(1, seed);
  const clock = createManualClock({ random: () => chance(0) });
  const requests: Request[] = [];
  const transport = createScriptedTransport((sent) => {
    const request: Request = [clock.now() - startOfTime, Number(sent.events[0]?.sequence), sent.events.length];
    const delivery = answer(request, requests.push(request) - 1);
    if (delivery.kind !== 'accepted') return delivery;
    return { ...delivery, acknowledgement: { ...delivery.acknowledgement, batch: sent.envelope.batch } };
  });
  const settings = { maxBatchEvents, preset: 'kiosk' } as const;
  const bench = makeFlusher(transport, { clock, settings, online: false, store: createMemoryStore() });
  const until = async (end: number): Promise<void> => {
    for (let [wait] = clock.waits(); wait !== undefined && clock.now() + wait <= startOfTime + end; [wait] = clock.waits()) {
      clock.runNext();
      await bench.lock.whenFree();
    }
    clock.advance(startOfTime + end - clock.now());
  };
  // One at a time, as a visitor pushes: rows that were appended together also travel together.
  for (let n = 1; n <= events; n++) await bench.outbox.append('page', makeEntries(n, n));
  await bench.flusher.flush({});
  await until(onlineAtMs);
  bench.connectivity.set(true);
  await bench.lock.whenFree();
  await until(endAtMs);
  bench.flusher.close();
  return requests;
}

/** The requests of a kiosk of the simulation. */
export function requestsOfKiosk({ seed, events, maxBatchEvents, onlineAtMs, endAtMs, answer }: Story): Request[] {
  const chance = createChance(1, seed);
  const settings = { maxBatchEvents, maxBatchBytes: 262_144, reconnectSpreadMs: 60_000 };
  const kiosks = createKiosks({ settings, backlog: createBacklog(Uint32Array.of(events)), chance, count: 1 });
  const requests: Request[] = [];
  kiosks.setOnline(false);
  let now = startOfTime;
  let next = kiosks.wake(0, now, false);
  let isOnline = false;
  while (next !== undefined && now + next <= startOfTime + endAtMs) {
    if (next === 0) {
      const { first, events: count } = kiosks.batchOf(0);
      const request: Request = [now - startOfTime, first, count];
      next = kiosks.answered(0, now, answer(request, requests.push(request) - 1));
    } else if (!isOnline && now + next > startOfTime + onlineAtMs) {
      isOnline = true;
      kiosks.setOnline(true);
      now = startOfTime + onlineAtMs;
      next = kiosks.wake(0, now, true);
    } else {
      now += next;
      next = kiosks.wake(0, now, false);
    }
  }
  return requests;
}
