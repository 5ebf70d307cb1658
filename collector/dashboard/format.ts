import type { Json } from '../../src/shared/event.js';

const numbers = new Intl.NumberFormat('en');

export function formatCount(count: number): string {
  return numbers.format(count);
}

/** A duration in the one unit that reads best. */
export function formatMs(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1_000) return `${Math.round(ms)} ms`;
  if (size < 60_000) return `${(ms / 1_000).toFixed(size < 10_000 ? 1 : 0)} s`;
  if (size < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (size < 86_400_000 * 2) return `${(ms / 3_600_000).toFixed(1)} h`;
  if (size < 31_557_600_000 * 2) return `${(ms / 86_400_000).toFixed(1)} d`;
  return `${(ms / 31_557_600_000).toFixed(1)} y`;
}

/** A size in the one unit that reads best. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} B`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const size = bytes / 1_000 ** power;
  return `${size.toFixed(size < 10 ? 1 : 0)} ${['B', 'kB', 'MB', 'GB', 'TB'][power] ?? 'TB'}`;
}

/** A device's clock beside ours: above zero it is ahead. */
export function formatOffset(ms: number): string {
  return `${formatMs(Math.abs(ms))} ${ms > 0 ? 'ahead' : 'behind'}`;
}

export function formatAgo(instant: string, now: number): string {
  const ms = now - Date.parse(instant);
  if (ms < 1_500) return 'now';
  if (ms < 60_000) return `${Math.floor(ms / 1_000)} s ago`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ago`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)} h ago`;
  return `${Math.floor(ms / 86_400_000)} d ago`;
}

/** Time of day in the viewer's zone, with milliseconds. */
export function formatTime(instant: string): string {
  const date = new Date(instant);
  return `${date.toLocaleTimeString('en-GB')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** Day and time in the viewer's zone, with the year when it is another one. */
export function formatInstant(instant: string): string {
  const date = new Date(instant);
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...(isThisYear ? {} : { year: 'numeric' }) });
  return `${day}, ${formatTime(instant)}`;
}

/** Properties on one line, for reading in passing. */
export function formatPreview(properties: Json): string {
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return JSON.stringify(properties);
  return Object.entries(properties)
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ')
    .slice(0, 300);
}

/** `urn:igevents:<site>:<outbox id>` in its two parts; foreign sources stay as they are. */
export function splitSource(source: string): { site: string; outbox: string } {
  const match = /^urn:igevents:(.*):([^:]+)$/.exec(source);
  return { site: match?.[1] ?? '', outbox: match?.[2] ?? source };
}
