import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockOffsetMs, correctTime, maxTransitMs } from '../../collector/src/correct-time.js';
import { customEvent, openCollector } from './collector-fixture.js';

const received = '2026-06-04T12:00:00.000Z';
const at = (text: string): number => Date.parse(text);

/** Pushed three days before it was received, under every clock. */
const pushed = '2026-06-01T12:00:00.000Z';

const clocks: [string, { time: string; sentAt: string | undefined; correctedTime: string | null }][] = [
  ['is right', { time: pushed, sentAt: '2026-06-04T11:59:59.000Z', correctedTime: null }],
  ['is right, over a line that takes two minutes', { time: pushed, sentAt: '2026-06-04T11:58:00.000Z', correctedTime: null }],
  ['is ten minutes slow', { time: '2026-06-01T11:50:00.000Z', sentAt: '2026-06-04T11:50:00.000Z', correctedTime: pushed }],
  ['is ten minutes fast', { time: '2026-06-01T12:10:00.000Z', sentAt: '2026-06-04T12:10:00.000Z', correctedTime: pushed }],
  ['starts at 1970', { time: '1970-01-01T00:00:00.000Z', sentAt: '1970-01-04T00:00:00.000Z', correctedTime: pushed }],
  ['is years ahead', { time: '2090-01-01T00:00:00.000Z', sentAt: '2090-01-04T00:00:00.000Z', correctedTime: pushed }],
  ['went wrong after the push, far ahead', { time: pushed, sentAt: '2099-01-01T00:00:00.000Z', correctedTime: null }],
  ['went wrong after the push, far behind', { time: pushed, sentAt: '1970-01-01T00:00:00.000Z', correctedTime: null }],
  ['was dead at the push and set before sending', { time: '1970-01-01T00:00:09.000Z', sentAt: received, correctedTime: received }],
  ['was ahead at the push and set before sending', { time: '2031-01-01T00:00:00.000Z', sentAt: received, correctedTime: received }],
  ['is not told', { time: pushed, sentAt: undefined, correctedTime: null }],
  ['is not told, but is ahead', { time: '2026-06-05T12:00:00.000Z', sentAt: undefined, correctedTime: received }],
];

describe('correct time', () => {
  it.each(clocks)('knows when it was pushed where the clock of the device %s', (_, { time, sentAt, correctedTime }) => {
    const times = { time: at(time), sentAt: sentAt === undefined ? undefined : at(sentAt), receivedAt: at(received) };
    expect(correctTime(times)).toBe(correctedTime === null ? undefined : at(correctedTime));
  });

  it('makes an instant that can be of any times, and changes nothing where the clock was right', () => {
    const instant = fc.integer({ min: at('0000-01-01T00:00:00Z'), max: at('9999-12-31T23:59:59Z') });
    const receivedAt = at(received);
    fc.assert(
      fc.property(instant, fc.option(instant, { nil: undefined }), (time, sentAt) => {
        const corrected = correctTime({ time, sentAt, receivedAt }) ?? time;
        expect(corrected).toBeGreaterThanOrEqual(at('2026-01-01T00:00:00Z'));
        expect(corrected).toBeLessThanOrEqual(receivedAt + maxTransitMs);
        const isRight = clockOffsetMs(sentAt, receivedAt) === 0 && time <= receivedAt && time >= at('2026-01-01T00:00:00Z');
        if (isRight) expect(corrected).toBe(time);
      }),
    );
  });

  it('keeps distances: what was pushed an hour apart stays an hour apart under a wrong clock', () => {
    const sentAt = at('1980-03-04T00:00:00Z');
    const receivedAt = at(received);
    const hour = 3_600_000;
    const corrected = [3, 2, 1].map((hours) => correctTime({ time: sentAt - hours * hour, sentAt, receivedAt }));
    expect(corrected).toEqual([3, 2, 1].map((hours) => receivedAt - hours * hour));
  });

  it.each([undefined, '', 'yesterday', '2026-02-30T10:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '1e9', '\u00e4'])(
    'takes the event whose time of sending is %j',
    async (sentAt) => {
      const { post, get, request } = await openCollector({ now: () => at(received) });
      const answer = await post([customEvent(1)], { 'ig-attempt': '-1', ...(sentAt === undefined ? {} : { 'ig-sent-at': sentAt }) });
      expect(await answer.json()).toMatchObject({ accepted: 1, rejected: [] });
      expect(await get('/api/events/p1%3A1')).toMatchObject({ time: '2026-03-01T10:00:00.000Z', receivedAt: received, attempt: null });
      for (const path of ['summary', 'outboxes', 'events']) expect((await request(`/api/${path}`)).status).toBe(200);
    },
  );

  it('measures the lag by the corrected time', async () => {
    const { post, get } = await openCollector({ now: () => at(received) });
    await post([customEvent(1, { time: '1970-01-01T00:00:00Z' })], { 'ig-sent-at': '1970-01-01T00:00:02Z' });
    expect(await get('/api/summary')).toMatchObject({ lag: { medianMs: 2_000, p95Ms: 2_000 } });
    expect(await get('/api/events')).toMatchObject([
      { lagMs: 2_000, time: '1970-01-01T00:00:00.000Z', sentAt: '1970-01-01T00:00:02.000Z' },
    ]);
  });
});
