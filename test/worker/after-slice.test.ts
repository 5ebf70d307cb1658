import { expect, it } from 'vitest';
import { afterSlice, type BackgroundCause } from '../../src/worker/after-slice.js';
import type { Slice } from '../../src/worker/background-slice.js';

const table: [left: Slice['left'], type: BackgroundCause['type'], lastChance: boolean, step: ReturnType<typeof afterSlice>][] = [
  ['nothing', 'sync', false, 'end'],
  ['nothing', 'sync', true, 'end'],
  ['nothing', 'message', false, 'end'],
  ['more', 'sync', false, 'register'],
  ['more', 'periodicsync', false, 'register'],
  ['more', 'message', false, 'register'],
  ['wait', 'sync', false, 'retry'],
  ['wait', 'sync', true, 'register'],
  ['wait', 'periodicsync', false, 'retry'],
  ['wait', 'message', false, 'register'],
];

it.each(table)('with %s left after a %s, last chance %s: %s', (left, type, lastChance, step) => {
  expect(afterSlice(left, { type, lastChance })).toBe(step);
});
