import type { Json } from '../shared/event.js';

/** What a worker can tell of the device by itself; the page adds its screen. Parsing the user agent is the collector's work. */
export function deviceFacts(): { [fact: string]: Json } {
  const { userAgent, language } = navigator;
  return { userAgent, language, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}
