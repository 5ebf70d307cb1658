import type { OutboxHealth } from './read-model.js';

/** What the read API answers about devices. Instants are ISO 8601 in UTC, by the collector's clock; those in a heartbeat are by the device's. */

/** Counts by reason. */
export type Counts = Readonly<Record<string, number>>;

/** What a device last told of itself. Null is what it did not tell, or told in no shape that is known. */
export interface Heartbeat {
  pending: number | null;
  pendingBytes: number | null;
  oldestAt: string | null;
  deliveredAt: string | null;
  delivered: number | null;
  duplicates: number | null;
  dropped: Counts;
  rejected: Counts;
  buried: number | null;
  storage: 'disk' | 'memory' | null;
  usageBytes: number | null;
  quotaBytes: number | null;
  persisted: boolean | null;
  flusher: string | null;
  because: string | null;
  thread: string | null;
  pipeline: string | null;
  restarts: number | null;
  problems: readonly string[];
  serviceWorker: string | null;
  library: string | null;
  app: string | null;
  uptimeMs: number | null;
  /** The next one is due after this long, ms. */
  everyMs: number;
}

/** A heartbeat with the instants of its journey. */
export interface NotedHeartbeat extends Heartbeat {
  /** Push, by the collector's clock. */
  at: string;
  receivedAt: string;
  /** How long the oldest pending event had waited then, ms; null when none did. Both instants are the device's own, whatever its clock says. */
  oldestMs: number | null;
}

/**
 * What an operator should look at, the worst first: events are lost · it has missed three of its own heartbeats · it is late with its events · its
 * pipeline does not run · its events are in memory only · its collector settings are refused · its storage fills up · it keeps refused events · its clock is wrong.
 */
export type Concern = 'losing' | 'silent' | 'behind' | 'stopped' | 'memory' | 'held' | 'full' | 'buried' | 'clock';

/** One device: what bears one device id within a site, or else one outbox. */
export interface DeviceHealth {
  /** Names it in the read API. */
  key: string;
  site: string;
  /** The device's id, or the outbox's where it has none. */
  name: string;
  hasId: boolean;
  /** The worst first; none when all is well. */
  concerns: readonly Concern[];
  /** Last time that anything arrived. */
  lastSeenAt: string;
  heartbeat: NotedHeartbeat | null;
  /** Where pending and oldest come from, pushed at `at`; null when the device has told neither. */
  toldBy: { kind: 'heartbeat' | 'report'; at: string } | null;
  /** Events that waited there, then. */
  pending: number | null;
  /** How long the oldest had waited, then, ms. */
  oldestMs: number | null;
  /** From push to arrival of what was told, ms. */
  lagMs: number | null;
  /** Given up by the device since its outboxes were born. */
  dropped: Counts;
  /** Dropped for other reasons than the visitor's wish, and missing. */
  lost: number;
  missing: number;
  buried: number;
  /** How far its clock was ahead (below zero: behind) as it last sent, ms; 0 while it may be right, null when it never told. */
  clockOffsetMs: number | null;
  outboxes: number;
}

export type FleetFilter = 'all' | 'losing' | 'silent' | 'behind';

export interface FleetPage {
  /** How many devices each filter has, whatever the search. */
  counts: Record<FleetFilter, number>;
  /** How many pass the filter and the search; `devices` may be fewer. */
  found: number;
  devices: DeviceHealth[];
}

/** A heartbeat as a point of a chart. */
export interface Beat {
  at: string;
  pending: number | null;
  oldestMs: number | null;
}

export interface DeviceDetail {
  device: DeviceHealth;
  outboxes: OutboxHealth[];
  /** The latest 288 (a day of one per five minutes), oldest first. */
  beats: Beat[];
}
