import type { Status } from '../ig-events.js';

/** What a pipeline looks like that does not come back by itself. */
export interface Stuck {
  /**
   * `failed`: neither thread can run the pipeline. `silent`: it runs and does not answer. `not-storing`: it answers, and what is pushed does not
   * become durable.
   */
  reason: 'failed' | 'silent' | 'not-storing';
  /** Heartbeats in a row. */
  beats: number;
}

/** What the watchdog remembers from one heartbeat to the next. */
export interface WatchdogState {
  /** The page's count of durable pushes at the last heartbeat. */
  durable: number;
  beats: number;
}

/** So many heartbeats in a row are too many. At the default of 5 minutes the library has begun anew three times by itself meanwhile. */
const maxStuckBeats = 3;

export const watchdogStart: WatchdogState = { durable: -1, beats: 0 };

/** Judges one heartbeat. Pushing that heartbeat is itself the probe: at the next one it must be durable. */
export function afterBeat(state: WatchdogState, status: Status): { state: WatchdogState; stuck: Stuck | undefined } {
  const { durable } = status.page;
  const reason = reasonOf(state, status);
  const beats = reason ? state.beats + 1 : 0;
  const isStuck = reason !== undefined && beats >= maxStuckBeats;
  return { state: { durable, beats }, stuck: isStuck ? { reason, beats } : undefined };
}

function reasonOf({ durable }: WatchdogState, { page, outbox }: Status): Stuck['reason'] | undefined {
  if (page.pipeline === 'failed') return 'failed';
  // Nothing runs because nothing shall.
  if (page.pipeline === 'off' || page.pipeline === 'closed') return undefined;
  if (!outbox) return 'silent';
  // In memory only what is delivered counts as durable: that waits for the network, and would not survive a reload as a whole.
  const isOnDisk = outbox.storage === 'disk';
  return isOnDisk && page.pushed > page.durable && page.durable === durable ? 'not-storing' : undefined;
}
