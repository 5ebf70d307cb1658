import { correctTime } from '../correct-time.js';
import type { CheckedBatch, CheckedEvent } from '../store.js';

/** When an event was pushed, where `time` does not tell that: by a clock that was wrong, or because the shop has told when it happened. */
export function correctedPushTime({ time, pushedAt }: CheckedEvent, { sentAt, receivedAt }: CheckedBatch): number | undefined {
  return correctTime({ time: pushedAt ?? time, sentAt, receivedAt }) ?? pushedAt;
}
