import type { Slice } from './background-slice.js';

/** What brought the service worker to work. */
export interface BackgroundCause {
  type: 'sync' | 'periodicsync' | 'message';
  /** The browser will not try again by itself: Chromium fires a sync three times, after 5 and 15 minutes (fault catalog F61). */
  lastChance: boolean;
}

/**
 * How an event ends. Pure.
 *
 * | left | sync, periodicsync | message |
 * | --- | --- | --- |
 * | nothing | end | end |
 * | more | register: an online browser goes on at once | register |
 * | something that has to wait | retry: the browser comes again in minutes; on its last chance register | register |
 *
 * Without a window Chromium refuses to register (https://github.com/WICG/background-sync/issues/147); then `retry` is what remains.
 */
export function afterSlice(left: Slice['left'], { type, lastChance }: BackgroundCause): 'end' | 'register' | 'retry' {
  if (left === 'nothing') return 'end';
  return left === 'more' || lastChance || type === 'message' ? 'register' : 'retry';
}
