import type { Concern, DeviceHealth } from '../fleet-model.js';

/** Heartbeats that a device may miss before it is called silent, and intervals that it may be late. */
const missedBeats = 3;

/** For devices that send no heartbeats, and so have no interval of their own: ms after which a report is too old to judge by, and events are late. */
const withoutBeatsMs = 15 * 60_000;

/** From this part of its quota on, the browser may soon refuse to store. */
const fullPart = 0.8;

type Facts = Omit<DeviceHealth, 'concerns'>;

/** The worst first. */
const rules: readonly (readonly [Concern, (device: Facts, now: number) => boolean])[] = [
  ['losing', ({ lost }) => lost > 0],
  ['silent', ({ heartbeat }, now) => heartbeat !== null && now - Date.parse(heartbeat.receivedAt) > missedBeats * heartbeat.everyMs],
  ['behind', (device, now) => lateMs(device, now) > lateAfterMs(device)],
  ['stopped', ({ heartbeat }) => (heartbeat?.pipeline ?? 'running') !== 'running'],
  ['memory', ({ heartbeat }) => heartbeat?.storage === 'memory'],
  ['held', ({ heartbeat }) => heartbeat?.flusher === 'held'],
  [
    'full',
    ({ heartbeat }) => heartbeat !== null && (heartbeat.usageBytes ?? 0) > fullPart * (heartbeat.quotaBytes ?? Number.POSITIVE_INFINITY),
  ],
  ['buried', ({ buried }) => buried > 0],
  ['clock', ({ clockOffsetMs }) => (clockOffsetMs ?? 0) !== 0],
];

const order = rules.map(([concern]) => concern);

/** What an operator should look at, the worst first. */
export function judgeDevice(device: Facts, now: number): Concern[] {
  return rules.flatMap(([concern, applies]) => (applies(device, now) ? concern : []));
}

/**
 * How late its events are, ms: what was told had waited itself, or tells of events that did. A report is of one moment, and no other
 * follows while nothing is lost: an old one says nothing about now.
 */
function lateMs({ heartbeat, toldBy, oldestMs, lagMs }: Facts, now: number): number {
  if (!toldBy || (!heartbeat && now - Date.parse(toldBy.at) - (lagMs ?? 0) > withoutBeatsMs)) return 0;
  return Math.max(oldestMs ?? 0, lagMs ?? 0);
}

function lateAfterMs({ heartbeat }: Facts): number {
  return heartbeat ? missedBeats * heartbeat.everyMs : withoutBeatsMs;
}

/** The worst device first; those that are alike by name, so that rows keep their places from one look to the next. */
export function inOrderOfConcern(devices: readonly DeviceHealth[]): DeviceHealth[] {
  const ranked = devices.map((device) => ({ device, rank: rankOf(device), extent: extentOf(device) }));
  ranked.sort((a, b) => a.rank - b.rank || b.extent - a.extent || (a.device.key < b.device.key ? -1 : 1));
  return ranked.map(({ device }) => device);
}

function rankOf({ concerns: [worst] }: DeviceHealth): number {
  return worst === undefined ? order.length : order.indexOf(worst);
}

function extentOf({ concerns: [worst], lost, lastSeenAt, oldestMs, lagMs, buried, clockOffsetMs }: DeviceHealth): number {
  switch (worst) {
    case 'losing':
      return lost;
    case 'silent':
      return -Date.parse(lastSeenAt);
    case 'behind':
      return Math.max(oldestMs ?? 0, lagMs ?? 0);
    case 'buried':
      return buried;
    case 'clock':
      return Math.abs(clockOffsetMs ?? 0);
    default:
      return 0;
  }
}
