import type { Delivery } from '../../../src/worker/delivery.js';
import { createBacklog, fullBatch } from './backlog.js';
import { type Chance, createChance } from './chance.js';
import { createCollectorModel } from './collector-model.js';
import { createEventHeap } from './event-heap.js';
import { createRecorder, type FleetRecord } from './fleet-record.js';
import { createKiosks, type Kiosks, type Next } from './kiosks.js';
import { kioskSettings, regionBacklog } from './region-backlog.js';
import type { Scenario } from './scenario.js';

/** The region returns in October 2026; only differences matter. */
const returnAt = Date.UTC(2026, 9, 1);
/** One way to the collector, ms: 10 to 100, drawn once per kiosk. */
const latencyOf = (kiosk: number, chance: Chance): number => 10 + Math.floor(90 * chance(kiosk));
/** The first event after the link went; between two of them 130 s pass on average. */
const firstEventMs = 260_000;
/** By then nothing in a schedule changes any more but its times: backoff is at its cap, and a batch that is cut is cut to one event. */
const troubleMs = 8 * 3_600_000;
const unreachable: Delivery = { kind: 'later', because: 'network' };
/** What a kiosk waits for. */
const stage = { timer: 0, collector: 1, answer: 2 } as const;

/** Runs a scenario until no kiosk has anything left. The same scenario gives the same record. */
export function runFleet(scenario: Scenario): FleetRecord {
  const { kiosks: count, isTold, horizonMs } = scenario;
  const chance = createChance(count, scenario.seed);
  const events = regionBacklog(scenario, chance);
  const latencies = Uint8Array.from(events, (_, kiosk) => latencyOf(kiosk, chance));
  const kiosks = createKiosks({ settings: kioskSettings, backlog: createBacklog(events), chance, count });
  const collector = createCollectorModel(scenario, returnAt);
  const full = fullBatch(kioskSettings);
  const recorder = createRecorder(
    scenario,
    events.reduce((sum, each) => sum + Math.ceil(each / full), 0),
  );
  const heap = createEventHeap(count);
  const stages = new Uint8Array(count);
  const deliveries = new Array<Delivery>(count).fill(unreachable);

  function follow(kiosk: number, now: number, next: Next): void {
    if (next === undefined) {
      recorder.drained(kiosk, now - returnAt);
    } else if (next > 0) {
      stages[kiosk] = stage.timer;
      heap.push(now + next, kiosk);
    } else {
      stages[kiosk] = stage.collector;
      heap.push(now + (latencies[kiosk] ?? 0), kiosk);
    }
  }

  for (let kiosk = 0; kiosk < count; kiosk++) {
    const timerAt = sufferOutage(kiosks, kiosk, isTold, chance);
    kiosks.setOnline(true);
    // Who hears of the return asks at that instant; who does not goes on by its own timer.
    if (isTold) follow(kiosk, returnAt, kiosks.wake(kiosk, returnAt, true));
    else heap.push(timerAt, kiosk);
  }
  while (heap.pop() && heap.at < returnAt + horizonMs) {
    const { at, subject: kiosk } = heap;
    if (stages[kiosk] === stage.timer) {
      follow(kiosk, at, kiosks.wake(kiosk, at, false));
    } else if (stages[kiosk] === stage.collector) {
      const answer = collector(at);
      recorder.asked(kiosk, at - returnAt, kiosks.batchOf(kiosk), { ...answer, at: answer.at - returnAt });
      deliveries[kiosk] = answer.delivery;
      stages[kiosk] = stage.answer;
      heap.push(answer.at + (latencies[kiosk] ?? 0), kiosk);
    } else {
      follow(kiosk, at, kiosks.answered(kiosk, at, deliveries[kiosk] ?? unreachable));
    }
  }
  return recorder.finish(kiosks.parked());
}

/** Until the return a kiosk is alone with its dead link, so each goes through the outage by itself. @returns when its timer is over. */
function sufferOutage(kiosks: Kiosks, kiosk: number, isTold: boolean, chance: Chance): number {
  kiosks.setOnline(!isTold);
  let now = returnAt - troubleMs + firstEventMs * chance(kiosk);
  let next = kiosks.wake(kiosk, now, false);
  for (;;) {
    if (next === undefined) throw new Error('Every kiosk has events.');
    now += next;
    if (now >= returnAt) return now;
    next = next > 0 ? kiosks.wake(kiosk, now, false) : kiosks.answered(kiosk, now, unreachable);
  }
}
