import { describe, expect, it } from 'vitest';
import type { Status } from '../../../src/main/index.js';
import { afterBeat, type Stuck, type WatchdogState, watchdogStart } from '../../../src/main/kiosk/watchdog.js';

type Seen = Partial<Status['page']> & { answers?: boolean; storage?: 'disk' | 'memory' };

function statusOf({ answers = true, storage = 'disk', ...page }: Seen): Status {
  const counters = { delivered: 0, duplicates: 0, pending: 0, pendingBytes: 0, dropped: {}, rejected: {}, buried: 0 };
  return {
    page: { pushed: 0, durable: 0, withheld: 0, consent: 'granted', pipeline: 'running', thread: 'worker', ...page },
    outbox: answers ? { outboxId: 'o1', storage, counters, flusher: { name: 'idle' }, deliveredAt: undefined, problems: [] } : undefined,
    problems: [],
  };
}

/** What the watchdog says at each of these heartbeats. */
function judge(...beats: Seen[]): (Stuck | undefined)[] {
  let state: WatchdogState = watchdogStart;
  return beats.map((seen) => {
    const { state: next, stuck } = afterBeat(state, statusOf(seen));
    state = next;
    return stuck;
  });
}

describe('watchdog', () => {
  it.each<[Stuck['reason'], Seen]>([
    ['failed', { pipeline: 'failed', answers: false }],
    ['silent', { pipeline: 'running', answers: false }],
    ['silent', { pipeline: 'starting', answers: false }],
  ])('calls a pipeline stuck that is %s at three heartbeats in a row', (reason, seen) => {
    expect(judge(seen, seen, seen, seen)).toEqual([undefined, undefined, { reason, beats: 3 }, { reason, beats: 4 }]);
  });

  it('calls a pipeline stuck that answers while nothing becomes durable', () => {
    const beats = [5, 6, 7, 8].map((pushed) => ({ pushed, durable: 4 }));
    expect(judge(...beats)).toEqual([undefined, undefined, undefined, { reason: 'not-storing', beats: 3 }]);
  });

  it('begins to count anew when something has become durable', () => {
    const failed: Seen = { pipeline: 'failed', answers: false };
    expect(judge(failed, failed, { pushed: 3, durable: 3 }, failed, failed).at(-1)).toBeUndefined();
  });

  it('is content with days without a connection: what is pushed is durable', () => {
    expect(judge({ pushed: 9, durable: 8 }, { pushed: 10, durable: 9 }, { pushed: 11, durable: 10 }, { pushed: 12, durable: 11 })).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
  });

  it('leaves alone what waits in memory, which a reload would not keep as a whole', () => {
    const seen: Seen = { pushed: 9, durable: 0, storage: 'memory' };
    expect(judge(seen, seen, seen, seen, seen).at(-1)).toBeUndefined();
  });

  it.each(['off', 'closed'] as const)('leaves a pipeline alone that is %s', (pipeline) => {
    const seen: Seen = { pipeline, answers: false, pushed: 2 };
    expect(judge(seen, seen, seen, seen).at(-1)).toBeUndefined();
  });
});
