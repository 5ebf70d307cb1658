import type { PipelineSettings } from '../../../src/shared/settings.js';
import type { Delivery } from '../../../src/worker/delivery.js';
import {
  batchLimits,
  dueInMs,
  firstSchedule,
  type Moment,
  nextStep,
  offlineSchedule,
  onlineSchedule,
  reanchored,
  type Schedule,
  type SentBatch,
} from '../../../src/worker/retry-policy.js';
import type { Backlog } from './backlog.js';
import type { Chance } from './chance.js';

/** What a kiosk does next: wait so many ms, 0 to send its batch now, or nothing at all when it has nothing left. */
export type Next = number | undefined;

/** All kiosks, each where its flusher stands: the real policy, asked as the flusher asks it, without a promise per step. */
export interface Kiosks {
  /** A timer is over, or the connection is said to be back. */
  wake(kiosk: number, now: number, online: boolean): Next;
  /** What the kiosk sends, or has on its way. */
  batchOf(kiosk: number): SentBatch;
  answered(kiosk: number, now: number, delivery: Delivery): Next;
  parked(): number;
  setOnline(online: boolean): void;
}

export interface KioskParts {
  settings: Pick<PipelineSettings, 'maxBatchEvents' | 'maxBatchBytes' | 'reconnectSpreadMs'>;
  backlog: Backlog;
  chance: Chance;
  count: number;
}

const nothing: SentBatch = { first: 0, events: 0, bytes: 0, more: false };

/** Follows `drain` of src/worker/flusher.ts line by line; a test holds the two side by side. */
export function createKiosks({ settings, backlog, chance, count }: KioskParts): Kiosks {
  const stored: Schedule[] = new Array<Schedule>(count).fill(firstSchedule);
  const sent: SentBatch[] = new Array<SentBatch>(count).fill(nothing);
  const limits = { events: settings.maxBatchEvents, bytes: settings.maxBatchBytes };
  let isOnline = true;
  let parked = 0;

  const momentOf = (kiosk: number, now: number): Moment => ({ now, random: chance(kiosk), maxBatchEvents: settings.maxBatchEvents });

  function proceed(kiosk: number, now: number, reached: Schedule): Next {
    let schedule = reached;
    let taken = backlog.take(kiosk, limitsOf(schedule, now), schedule.mode === 'probe' ? schedule.leftOut : 0);
    if (!taken && schedule.mode === 'probe') {
      schedule = { ...schedule, mode: 'normal', leftOut: 0 };
      taken = backlog.take(kiosk, limitsOf(schedule, now), 0);
    }
    const wait = taken && waitOf(kiosk, now, schedule);
    stored[kiosk] = wait ?? schedule;
    sent[kiosk] = taken ?? nothing;
    if (!taken) return undefined;
    return wait ? dueInMs(wait, now) : 0;
  }

  function limitsOf(schedule: Schedule, now: number): { events: number; bytes: number } {
    const given = batchLimits(schedule, now, limits);
    return schedule.mode === 'normal' ? given : { ...given, events: 1 };
  }

  function waitOf(kiosk: number, now: number, schedule: Schedule): Schedule | undefined {
    if (dueInMs(schedule, now) > 0) return schedule;
    return isOnline || schedule.because === 'offline' ? undefined : offlineSchedule(schedule, momentOf(kiosk, now));
  }

  return {
    wake(kiosk, now, online) {
      const schedule = stored[kiosk] ?? firstSchedule;
      const cameBack = online || (schedule.because === 'offline' && isOnline);
      const told = cameBack ? onlineSchedule(schedule, settings.reconnectSpreadMs, momentOf(kiosk, now)) : schedule;
      return proceed(kiosk, now, reanchored(told, now));
    },
    batchOf: (kiosk) => sent[kiosk] ?? nothing,
    answered(kiosk, now, delivery) {
      const batch = sent[kiosk] ?? nothing;
      const { verdict, schedule } = nextStep(stored[kiosk] ?? firstSchedule, delivery, batch, momentOf(kiosk, now));
      if (verdict !== 'keep') backlog.remove(kiosk, batch);
      if (verdict === 'park') parked += batch.events;
      return proceed(kiosk, now, schedule);
    },
    parked: () => parked,
    setOnline(online) {
      isOnline = online;
    },
  };
}
