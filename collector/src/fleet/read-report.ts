import type { Json } from '../../../src/shared/event.js';
import { correctTime, type PushTimes } from '../correct-time.js';
import type { OutboxReport } from '../read-model.js';
import { countIn, instantIn, readCounts } from './read-heartbeat.js';

/** Reads an outbox's report, whatever is in it. How long something had waited is told by one clock, right or wrong. */
export function readReport(data: Json, { time, sentAt, receivedAt }: PushTimes): OutboxReport {
  const members = typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.entries(data) : [];
  const member = (name: string): Json | undefined => members.find(([own]) => own === name)?.[1];
  const oldestAt = instantIn(member('oldestAt'));
  return {
    at: new Date(correctTime({ time, sentAt, receivedAt }) ?? time).toISOString(),
    receivedAt: new Date(receivedAt).toISOString(),
    pending: countIn(member('pending')),
    oldestMs: oldestAt === null ? null : Math.max(0, time - Date.parse(oldestAt)),
    dropped: readCounts(member('dropped')),
  };
}
