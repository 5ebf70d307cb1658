/**
 * How far a sender's clock may seem off, ms, and be taken for right: the client waits two minutes for an answer at the most
 * (`src/worker/transport.ts`), so what is nearer may be nothing but a slow line.
 */
export const maxTransitMs = 120_000;

/** The library's first year: what says that it is older was pushed under a dead clock, which starts anew at 1970 or so. */
export const firstPushAt: number = Date.UTC(2026, 0, 1);

/** What is known about the instant of one push; all in ms since the epoch. */
export interface PushTimes {
  /** Push, by the device's clock. */
  time: number;
  /** This attempt, by the device's clock; undefined when no header told. */
  sentAt: number | undefined;
  /** Reception, by our own clock. */
  receivedAt: number;
}

/**
 * The instant of the push by our own clock: received − (sent − pushed) when the device's clock was off as it sent, and the push time
 * as it is when the clock was right then. An instant that cannot be gives way to the next best; when neither can be, the clock was
 * set in between, and the reception is all that is known.
 *
 * The page's monotonic time has no part in it: it stands still while a device sleeps (w3c/hr-time#115), so that a clock that was set
 * forward cannot be told from a night's sleep.
 *
 * @returns ms since the epoch, or undefined when the push time needs no correction.
 */
export function correctTime({ time, sentAt, receivedAt }: PushTimes): number | undefined {
  const isPossible = (at: number): boolean => at >= firstPushAt && at <= receivedAt + maxTransitMs;
  const bySending = time - (clockOffsetMs(sentAt, receivedAt) ?? 0);
  const best = [bySending, time].find(isPossible) ?? receivedAt;
  return best === time ? undefined : best;
}

/** How far a sender's clock was ahead of ours (below zero: behind), ms; 0 while it may be right, undefined when it did not tell. */
export function clockOffsetMs(sentAt: number | undefined, receivedAt: number): number | undefined {
  if (sentAt === undefined) return undefined;
  const offsetMs = sentAt - receivedAt;
  return Math.abs(offsetMs) > maxTransitMs ? offsetMs : 0;
}
