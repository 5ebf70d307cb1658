import type { Concern, DeviceHealth } from '../../src/fleet-model.js';
import { formatAgo, formatBytes, formatCount, formatMs, formatOffset } from '../format.js';

/** What a device in this state is called, and how bad it is. */
export const concernLabels: Record<Concern, { label: string; tone: 'bad' | 'warn' }> = {
  losing: { label: 'losing', tone: 'bad' },
  silent: { label: 'silent', tone: 'bad' },
  behind: { label: 'behind', tone: 'warn' },
  stopped: { label: 'stopped', tone: 'bad' },
  memory: { label: 'memory', tone: 'warn' },
  held: { label: 'held', tone: 'warn' },
  full: { label: 'full', tone: 'warn' },
  buried: { label: 'refused', tone: 'warn' },
  clock: { label: 'clock', tone: 'warn' },
};

/** One sentence: what is wrong, with which value, and where to look. */
export function concernSentence(concern: Concern, device: DeviceHealth, now: number): string {
  const { heartbeat, lost, missing, oldestMs, lagMs, buried, clockOffsetMs } = device;
  switch (concern) {
    case 'losing':
      return `${formatCount(lost)} events are lost: ${formatCount(lost - missing)} given up by the device, ${formatCount(missing)} missing.`;
    case 'silent':
      return heartbeat
        ? `Its last heartbeat came ${formatAgo(heartbeat.receivedAt, now)}; one is due every ${formatMs(heartbeat.everyMs)}. It is off, offline, or its page is closed.`
        : 'No heartbeat comes.';
    case 'behind':
      return `Its events come late: the oldest had waited ${formatMs(Math.max(oldestMs ?? 0, lagMs ?? 0))} when it was last heard.`;
    case 'stopped':
      return `Its pipeline is ${heartbeat?.pipeline ?? 'not running'}: reload the page.`;
    case 'memory':
      return 'Its browser refuses to store: events wait in memory, and a power cut loses them.';
    case 'held':
      return `It does not send: ${heartbeat?.because ?? 'the collector refused its settings'}. Check its endpoint and write key.`;
    case 'full':
      return `The site uses ${formatBytes(heartbeat?.usageBytes ?? 0)} of ${formatBytes(heartbeat?.quotaBytes ?? 0)} that the browser allows.`;
    case 'buried':
      return `${formatCount(buried)} events were refused by a collector; the device keeps them as dead letters.`;
    case 'clock':
      return `Its clock is ${formatOffset(clockOffsetMs ?? 0)}; the collector corrects the times.`;
  }
}
