import type { Counts, DeviceHealth, NotedHeartbeat } from '../fleet-model.js';
import type { OutboxHealth } from '../read-model.js';
import { judgeDevice } from './judge-device.js';

/** One outbox with what is known of its device. */
export interface OutboxFacts {
  health: OutboxHealth;
  /** The device id that its newest event bears. */
  deviceId: string | undefined;
  heartbeat: NotedHeartbeat | undefined;
}

/** Drops that the visitor has asked for: nothing that an operator could mend. */
const wished: readonly string[] = ['consent', 'erased'];

/** A source is `urn:igevents:<site>:<outbox id>`; others stay as they are. */
function splitSource(source: string): { site: string; outbox: string } {
  const match = /^urn:igevents:(.*):([^:]+)$/.exec(source);
  return { site: match?.[1] ?? '', outbox: match?.[2] ?? source };
}

/** Device ids are given within a site: the tills of two shops may both be called `till-1`. */
function deviceKey({ health, deviceId }: OutboxFacts): string {
  return deviceId === undefined ? health.source : `${splitSource(health.source).site}/${deviceId}`;
}

/** The outboxes by their devices, by key. A device has more than one when its storage was wiped, or its application runs in two browsers. */
export function groupByDevice(outboxes: readonly OutboxFacts[]): Map<string, [OutboxFacts, ...OutboxFacts[]]> {
  const devices = new Map<string, [OutboxFacts, ...OutboxFacts[]]>();
  for (const facts of outboxes) {
    const key = deviceKey(facts);
    const known = devices.get(key);
    if (known) known.push(facts);
    else devices.set(key, [facts]);
  }
  return devices;
}

/**
 * Adds up the outboxes of one device: losses over all of them, everything else by what arrived last.
 *
 * @param now the collector's clock, ms since the epoch.
 */
export function assembleDevice(key: string, outboxes: readonly [OutboxFacts, ...OutboxFacts[]], now: number): DeviceHealth {
  const [first] = outboxes;
  const newest = outboxes.reduce((best, each) => (each.health.lastSeenAt > best.health.lastSeenAt ? each : best), first);
  const beats = outboxes.flatMap(({ heartbeat }) => heartbeat ?? []);
  const heartbeat = beats.reduce<NotedHeartbeat | null>((best, each) => (best && best.receivedAt >= each.receivedAt ? best : each), null);
  const { site, outbox } = splitSource(newest.health.source);
  const dropped = sumCounts(outboxes.map(droppedBy));
  const missing = sum(outboxes, missingFrom);
  const given = Object.entries(dropped).reduce((total, [reason, count]) => (wished.includes(reason) ? total : total + count), 0);
  const facts: Omit<DeviceHealth, 'concerns'> = {
    key,
    site,
    name: newest.deviceId ?? outbox,
    hasId: newest.deviceId !== undefined,
    lastSeenAt: newest.health.lastSeenAt,
    heartbeat,
    ...toldOf(heartbeat, newest.health),
    dropped,
    lost: given + missing,
    missing,
    buried: sum(outboxes, ({ health, heartbeat: beat }) => Math.max(health.buried, beat?.buried ?? 0)),
    clockOffsetMs: newest.health.clockOffsetMs,
    outboxes: outboxes.length,
  };
  return { ...facts, concerns: judgeDevice(facts, now) };
}

/** What waits there, as the newer one of heartbeat and report has told it. */
function toldOf(
  heartbeat: NotedHeartbeat | null,
  { report }: OutboxHealth,
): Pick<DeviceHealth, 'toldBy' | 'pending' | 'oldestMs' | 'lagMs'> {
  if (heartbeat && heartbeat.receivedAt >= (report?.receivedAt ?? '')) {
    const { at, receivedAt, pending, oldestMs } = heartbeat;
    return { toldBy: { kind: 'heartbeat', at }, pending, oldestMs, lagMs: Date.parse(receivedAt) - Date.parse(at) };
  }
  if (!report) return { toldBy: null, pending: null, oldestMs: null, lagMs: null };
  const { at, receivedAt, pending, oldestMs } = report;
  return { toldBy: { kind: 'report', at }, pending, oldestMs, lagMs: Date.parse(receivedAt) - Date.parse(at) };
}

/** Reasons that leave no gap in the numbers: see `DropReason` in the library. */
const withoutGap: readonly string[] = ['staging-full', 'consent', 'outbox-lost', 'outbox-corrupt'];

/** Numbers that never came, without those whose loss a heartbeat has told before a report did. */
function missingFrom(facts: OutboxFacts): number {
  const { health, heartbeat } = facts;
  const reported = new Map(Object.entries(health.report?.dropped ?? {}));
  const toldBefore = Object.entries(droppedBy(facts))
    .filter(([reason]) => !withoutGap.includes(reason))
    .reduce((total, [reason, count]) => total + count - (reported.get(reason) ?? 0), 0);
  const buriedBefore = Math.max(0, (heartbeat?.buried ?? 0) - health.buried);
  return Math.max(0, health.missing - toldBefore - buriedBefore);
}

/** Totals only grow, so of two accounts of one outbox the larger is the newer, for each reason. */
function droppedBy({ health, heartbeat }: OutboxFacts): Counts {
  // A reason may be called like a member that every object has.
  const larger = new Map(Object.entries(health.report?.dropped ?? {}));
  for (const [reason, count] of Object.entries(heartbeat?.dropped ?? {})) larger.set(reason, Math.max(count, larger.get(reason) ?? 0));
  return Object.fromEntries(larger);
}

function sumCounts(all: readonly Counts[]): Counts {
  const total = new Map<string, number>();
  for (const counts of all) for (const [reason, count] of Object.entries(counts)) total.set(reason, (total.get(reason) ?? 0) + count);
  return Object.fromEntries(total);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
