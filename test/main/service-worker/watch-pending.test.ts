import { describe, expect, it } from 'vitest';
import { isStuck, mayPend } from '../../../src/main/service-worker/watch-pending.js';

const page = { consent: 'granted', pushed: 3, durable: 3 } as const;
const nothingWaits = { page, mark: { pending: 0 }, quietMs: 60_000 };

describe('mayPend', () => {
  it.each([
    ['nothing waits', {}, false],
    ['the last page wrote down that something waits', { mark: { pending: 1 } }, true],
    ['nothing was ever written down', { mark: undefined }, false],
    ['a push is not durable yet', { page: { ...page, pushed: 4 } }, true],
    ['the numbers have changed after the last mark may have been written', { quietMs: 500 }, true],
    ['nothing was pushed on this page', { page: { ...page, pushed: 0, durable: 0 }, quietMs: 500 }, false],
  ])('decides where %s', (_, facts, expected) => {
    expect(mayPend({ ...nothingWaits, ...facts })).toBe(expected);
  });

  it.each(['pending', 'denied'] as const)('is false while the consent is %s, whatever waits', (consent) => {
    expect(mayPend({ page: { consent, pushed: 9, durable: 3 }, mark: { pending: 6 }, quietMs: 0 })).toBe(false);
  });
});

describe('isStuck', () => {
  it.each([
    ['there is no connection', false, { name: 'idle' }, true],
    ['the flusher waits for its next attempt', true, { name: 'waiting', until: 0, because: 'backoff' }, true],
    ['the collector is set up wrongly', true, { name: 'held', until: 0, because: 'misconfigured' }, true],
    ['a request is on its way', true, { name: 'sending' }, false],
    ['the flusher has nothing to do', true, { name: 'idle' }, false],
  ] as const)('decides where %s', (_, isOnline, flusher, expected) => {
    expect(isStuck(isOnline, { flusher })).toBe(expected);
  });

  it('is true where the pipeline does not answer', () => {
    expect(isStuck(true, undefined)).toBe(true);
  });
});
