import { describe, expect, it } from 'vitest';
import { reuseAnswer } from '../../collector/src/reuse-answer.js';

/** A question that takes so long by a clock of its own. */
function questionOf(...tookMs: number[]): { ask: () => Promise<number>; clock: { at: number }; answer: () => Promise<number> } {
  const clock = { at: 0 };
  let asked = 0;
  const ask = async (): Promise<number> => {
    clock.at += tookMs[asked] ?? 0;
    asked += 1;
    return asked;
  };
  return { ask, clock, answer: reuseAnswer(ask, () => clock.at) };
}

describe('reuse answer', () => {
  it('asks each time while answers are quick', async () => {
    const { answer } = questionOf(100, 100);
    expect([await answer(), await answer()]).toEqual([1, 2]);
  });

  it('keeps a slow answer for ten times as long as it took', async () => {
    const { answer, clock } = questionOf(1_000, 10);
    expect(await answer()).toBe(1);
    clock.at += 9_999;
    expect(await answer()).toBe(1);
    clock.at += 1;
    expect(await answer()).toBe(2);
    expect(await answer()).toBe(3);
  });

  it('asks a slow question once for all who wait', async () => {
    const { answer, clock } = questionOf(1_000, 1_000);
    await answer();
    clock.at += 10_000;
    expect(await Promise.all([answer(), answer(), answer()])).toEqual([2, 2, 2]);
  });

  it('does not keep a failure', async () => {
    let isBroken = true;
    const clock = { at: 0 };
    const answer = reuseAnswer(
      async () => {
        clock.at += 1_000;
        if (isBroken) throw new Error('broken');
        return 'well';
      },
      () => clock.at,
    );
    await expect(answer()).rejects.toThrow('broken');
    isBroken = false;
    expect(await answer()).toBe('well');
  });
});
