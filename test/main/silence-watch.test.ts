import { describe, expect, it } from 'vitest';
import { type SilenceWatch, watchSilence } from '../../src/main/silence-watch.js';
import { createManualClock, type ManualClock } from '../support/manual-clock.js';

interface Line {
  clock: ManualClock;
  watch: SilenceWatch;
  /** What the watch did. */
  done: string[];
  isWaiting: boolean;
  /** Whether a question is answered at once. */
  isAlive: boolean;
}

function openLine({ isWaiting = true, isAlive = false } = {}): Line {
  const clock = createManualClock();
  const done: string[] = [];
  const line: Line = {
    clock,
    done,
    isWaiting,
    isAlive,
    watch: watchSilence({
      schedule: clock.schedule,
      isWaiting: () => line.isWaiting,
      ask: () => {
        done.push('asked');
        if (line.isAlive) line.watch.hear();
      },
      onSilence: () => done.push('silent'),
    }),
  };
  return line;
}

describe('silence-watch', () => {
  it('asks after ten seconds of silence and gives up after ten more', () => {
    const { clock, watch, done } = openLine();
    watch.start();
    clock.advance(9_999);
    expect(done).toEqual([]);
    clock.advance(1);
    expect(done).toEqual(['asked']);
    clock.advance(9_999);
    expect(done).toEqual(['asked']);
    clock.advance(1);
    expect(done).toEqual(['asked', 'silent']);
    expect(clock.waits()).toEqual([]);
  });

  it('goes on listening while something is not answered yet but something was heard', () => {
    const { clock, watch, done } = openLine();
    watch.start();
    for (let round = 1; round <= 5; round++) {
      watch.hear();
      clock.advance(10_000);
    }
    expect(done).not.toContain('silent');
    clock.advance(10_000);
    expect(done.at(-1)).toBe('silent');
  });

  it('takes the answer to its question for life', () => {
    const { clock, watch, done } = openLine({ isAlive: true });
    watch.start();
    clock.advance(60_000);
    expect(new Set(done)).toEqual(new Set(['asked']));
  });

  it('keeps no timer when nothing waits for an answer', () => {
    const line = openLine({ isWaiting: false });
    line.watch.start();
    expect(line.clock.waits()).toEqual([]);
    line.isWaiting = true;
    line.watch.start();
    line.isWaiting = false;
    line.clock.advance(10_000);
    expect(line.clock.waits()).toEqual([]);
    expect(line.done).toEqual([]);
  });

  it('has one timer, however much is said', () => {
    const { clock, watch } = openLine();
    for (let n = 1; n <= 1_000; n++) watch.start();
    expect(clock.waits()).toHaveLength(1);
  });

  it('asks at once when it is told to, and gives up ten seconds later', () => {
    const { clock, watch, done } = openLine({ isWaiting: false });
    watch.ask();
    expect(done).toEqual(['asked']);
    clock.advance(10_000);
    expect(done).toEqual(['asked', 'silent']);
  });

  it('does not put a question twice that waits for its answer, so that a storm of questions cannot put the end off', () => {
    const { clock, watch, done } = openLine();
    for (let second = 0; second < 10; second++) {
      watch.ask();
      clock.advance(1_000);
    }
    expect(done).toEqual(['asked', 'silent']);
  });

  it('asks again after an answer', () => {
    const { watch, done } = openLine({ isAlive: true });
    watch.ask();
    watch.ask();
    expect(done).toEqual(['asked', 'asked']);
  });

  it('knows of no silence once it was stopped', () => {
    const { clock, watch, done } = openLine();
    watch.start();
    clock.advance(15_000);
    watch.stop();
    clock.advance(60_000);
    expect(done).toEqual(['asked']);
  });
});
