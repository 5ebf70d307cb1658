/**
 * Reads a Retry-After header in both of its forms.
 *
 * @param value the header: seconds, or an HTTP date.
 * @param now wall clock, ms since the epoch.
 * @returns ms to wait, 0 for a moment that has passed, undefined for what is neither form.
 */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // Every HTTP date begins with the day's name; Date.parse alone would take «-1» for a year, and «Foo 5» for the fifth month.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
