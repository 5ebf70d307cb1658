import { expect, it } from 'vitest';
import { drainMessage, drainTag, isDrainAnswer, isDrainMessage } from '../../src/shared/background.js';

it('names the site in the tag and the message, as older and newer versions do', () => {
  expect(drainTag('shop')).toBe('igevents:shop');
  expect(drainMessage('shop')).toEqual({ type: 'igevents:drain', site: 'shop' });
  expect(isDrainMessage({ type: 'igevents:drain', site: 'shop', later: 'members' }, 'shop')).toBe(true);
  expect(isDrainMessage({ type: 'igevents:drain', site: 'other' }, 'shop')).toBe(false);
  for (const other of [null, undefined, 7, 'igevents:drain', {}, { type: 'SKIP_WAITING', site: 'shop' }])
    expect(isDrainMessage(other, 'shop')).toBe(false);
});

it('knows an answer when it sees one', () => {
  expect(isDrainAnswer({ delivered: 1, pending: 0 })).toBe(true);
  for (const other of [null, undefined, 7, {}, { delivered: 1 }, { delivered: '1', pending: 0 }]) expect(isDrainAnswer(other)).toBe(false);
});
