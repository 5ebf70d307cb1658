import type { Json } from '../../src/shared/event.js';
import type { Counts } from './fleet-model.js';

/** Everything that the read API answers, on one screen, but for devices (`fleet-model.ts`). Instants are ISO 8601 in UTC. */

/** One custom event as it was stored. */
export interface StoredEvent {
  /** Order of storing, ascending. Gaps mean nothing: duplicates use up a position as well. */
  position: number;
  id: string;
  source: string;
  /** Decimal text, as on the wire; null when a foreign client sent none. */
  sequence: string | null;
  name: string;
  /** Push, by the device's clock, or when it happened, where the shop has told it (`data.pushedAt` is the push then); never changed. */
  time: string;
  /** Push, by the collector's clock, where the device's was off or the shop has told `time`; null where `time` needs no correction. */
  correctedTime: string | null;
  /** The attempt that was stored, by the device's clock. */
  sentAt: string | null;
  receivedAt: string;
  /** From push to received, ms, by the corrected time. Device clocks that are a little ahead make it a little less than zero. */
  lagMs: number;
  attempt: number | null;
  batch: string | null;
  userId: string | null;
  sessionId: string | null;
  pageId: string | null;
  url: string | null;
  properties: Json;
  testGroups: Json;
  campaigns: Json;
  /** Why the properties are not what was sent, when they are not. */
  note: string | null;
  /** The whole `data` member as it was sent. */
  data: Json;
}

export interface NameSummary {
  name: string;
  count: number;
  /** The library's own: kiosks send them all day, and they say nothing about customers. */
  isHeartbeat: boolean;
  lastSeenAt: string;
  /** Events received per minute in the last 30 minutes, oldest first. */
  perMinute: number[];
}

export interface Lag {
  medianMs: number;
  p95Ms: number;
  /** How many of the latest events it was measured on. */
  events: number;
}

export interface Summary {
  events: number;
  names: number;
  users: number;
  outboxes: number;
  batches: number;
  retries: number;
  duplicates: number;
  rejected: number;
  missing: number;
  lag: Lag | null;
}

/** What an event can be filtered and broken down by. */
export type Facet = 'property' | 'user' | 'account' | 'testGroup' | 'campaign' | 'consent' | 'device';

export interface Breakdown {
  name: string;
  by: Facet;
  path: string;
  /** Events of the name. */
  events: number;
  /** How many different values there are, including those that are not listed. */
  distinct: number;
  values: { value: string; count: number }[];
}

/** An outbox's own account, as it was when it was told. */
export interface OutboxReport {
  /** Push, by the collector's clock. */
  at: string;
  receivedAt: string;
  pending: number | null;
  /** How long the oldest pending event had waited, ms. */
  oldestMs: number | null;
  dropped: Counts;
}

/** The loss audit of one outbox. */
export interface OutboxHealth {
  source: string;
  highestSequence: number;
  /** Distinct sequences that arrived: events, reports, and repeats that came under a second number. */
  received: number;
  /** Reported by the outbox: given up after they had a sequence. */
  dropped: number;
  buried: number;
  /** highest sequence − received − dropped − buried. */
  missing: number;
  duplicates: number;
  retries: number;
  /** Contents that came under the id of another event and were not kept. */
  idConflicts: number;
  /** Events that came under the number of another event: a copied profile, or storage that was set back. They can hide that something is missing. */
  cloned: number;
  /** Pending events in the latest report; null when the outbox has not reported. */
  pending: number | null;
  /** How far the device's clock was ahead (below zero: behind) at the latest batch, ms; 0 while it may be right, null when it never told. */
  clockOffsetMs: number | null;
  lastSeenAt: string;
  /** The latest; null when the outbox has not reported. */
  report: OutboxReport | null;
}
