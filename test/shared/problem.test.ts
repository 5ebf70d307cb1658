import { describe, expect, it } from 'vitest';
import { createProblemLog, type Problem } from '../../src/shared/problem.js';

describe('problem', () => {
  it('folds repeats of a code into one problem with a count, the last sentence and the last time', () => {
    let now = 1_000;
    const log = createProblemLog(
      () => now,
      () => {},
    );
    log.report('event-dropped', 'first');
    now = 2_000;
    log.report('event-dropped', 'second');
    log.report('worker-failed', 'other');
    expect(log.list()).toEqual([
      { code: 'event-dropped', message: 'second', count: 2, at: 2_000 },
      { code: 'worker-failed', message: 'other', count: 1, at: 2_000 },
    ]);
  });

  it('tells the 1st, 10th, 100th and 1,000th time only, each code by itself', () => {
    const told: Problem[] = [];
    const log = createProblemLog(
      () => 0,
      (problem) => told.push(problem),
    );
    for (let i = 0; i < 1_500; i++) log.report('event-rejected', `time ${i + 1}`);
    log.report('event-buried', 'once');
    expect(told.map(({ code, count }) => [code, count])).toEqual([
      ['event-rejected', 1],
      ['event-rejected', 10],
      ['event-rejected', 100],
      ['event-rejected', 1_000],
      ['event-buried', 1],
    ]);
  });

  it('has nothing to list before the first report', () => {
    expect(
      createProblemLog(
        () => 0,
        () => {},
      ).list(),
    ).toEqual([]);
  });
});
