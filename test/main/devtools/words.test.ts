import { describe, expect, it } from 'vitest';
import { flusherWords, formatAgo, formatBytes, formatMs, outcomeWords, pipelineWords } from '../../../src/main/devtools/words.js';

const now = Date.UTC(2026, 0, 1);

describe('words', () => {
  it.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_024, '1.0 KiB'],
    [20_480, '20 KiB'],
    [1_048_200, '1.0 MiB'],
    [52_428_800, '50 MiB'],
    [3 * 1_024 ** 5, '3072 TiB'],
  ])('reads %i bytes as %s', (bytes, expected) => expect(formatBytes(bytes)).toBe(expected));

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_500, '1.5 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [900_000, '15 min'],
    [5_400_000, '1.5 h'],
    [30 * 86_400_000, '30 d'],
  ])('reads %i ms as %s', (ms, expected) => expect(formatMs(ms)).toBe(expected));

  it.each([
    [0, 'now'],
    [-5_000, 'now'],
    [59_999, '59 s ago'],
    [60_000, '1 min ago'],
    [3_600_000, '1 h ago'],
    [40 * 86_400_000, '40 d ago'],
    [Number.NaN, ''],
  ])('reads %i ms before now as %s', (ms, expected) => expect(formatAgo(now - ms, now)).toBe(expected));

  it('says when the flusher tries next, and why not at once', () => {
    const waiting = { name: 'waiting', until: now + 12_400 } as const;
    expect(flusherWords({ ...waiting, because: 'backoff' }, 3, now)).toEqual({
      text: 'Next attempt in 12 s: the last attempt failed',
      tone: 'warn',
    });
    expect(flusherWords({ ...waiting, until: now - 5, because: 'retry-after' }, 3, now).text).toBe(
      'Next attempt now: the collector asked for a pause',
    );
    expect(flusherWords({ ...waiting, until: now + 300_000, because: 'offline' }, 3, now).text).toMatch(
      /^Next attempt in 5 min: .*offline$/,
    );
    expect(flusherWords({ name: 'held', until: now + 900_000, because: 'misconfigured' }, 3, now)).toMatchObject({ tone: 'bad' });
  });

  it('tells an idle flusher with nothing to send from one that is about to', () => {
    expect(flusherWords({ name: 'idle' }, 0, now)).toEqual({ text: 'Everything is delivered', tone: 'good' });
    expect(flusherWords({ name: 'idle' }, 1, now)).toEqual({ text: 'About to send', tone: 'busy' });
    expect(flusherWords({ name: 'sending' }, 1, now)).toEqual({ text: 'Sending', tone: 'busy' });
  });

  it('tells a pipeline on the page’s thread from one in a worker', () => {
    expect(pipelineWords({ pipeline: 'running', thread: 'worker' }).tone).toBe('good');
    expect(pipelineWords({ pipeline: 'running', thread: 'page' }).tone).toBe('warn');
    expect(pipelineWords({ pipeline: 'off', thread: 'worker' }).text).toBe('off: there is no consent');
  });

  it.each([
    [undefined, 'on its way'],
    [{ kind: 'accepted', ms: 1, detail: '' }, 'accepted'],
    [{ kind: 'later', ms: 1, detail: 'network' }, 'no connection'],
    [{ kind: 'later', ms: 1, detail: 'status', status: 503 }, '503'],
    [{ kind: 'refused', ms: 1, detail: 'Bad.', status: 422 }, 'refused 422'],
    [{ kind: 'untrusted', ms: 1, detail: 'it was redirected' }, 'no acknowledgement'],
  ] as const)('reads the outcome %o as «%s»', (outcome, expected) => expect(outcomeWords(outcome).text).toBe(expected));
});
