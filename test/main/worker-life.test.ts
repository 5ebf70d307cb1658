import { describe, expect, it } from 'vitest';
import { afterFailure, failureMessage } from '../../src/main/worker-life.js';

describe('worker-life', () => {
  it('tries the worker twice, then the page, then pauses', () => {
    expect([0, 1, 2, 3].map(afterFailure)).toEqual(['worker', 'page', 'pause', 'pause']);
  });

  it('says what happened and what is done about it', () => {
    expect(failureMessage('worker', 'it did not answer', 'worker')).toBe(
      'The pipeline failed on the worker thread: it did not answer. A new worker is started.',
    );
    expect(failureMessage('worker', 'it did not answer', 'page')).toMatch(/page's own thread takes over/);
    expect(failureMessage('page', 'it did not answer', 'pause')).toMatch(/on the page thread.*5 minutes/);
  });
});
