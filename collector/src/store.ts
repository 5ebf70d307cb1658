import type { Json } from '../../src/shared/event.js';
import type { FleetQuery } from './fleet/to-fleet-page.js';
import type { DeviceDetail, FleetPage } from './fleet-model.js';
import type { Breakdown, Facet, NameSummary, OutboxHealth, StoredEvent, Summary } from './read-model.js';

/** One event of a batch after its check. */
export interface CheckedEvent {
  id: string;
  source: string;
  sequence: bigint | undefined;
  /** ms since the epoch, from the client's clock. */
  time: number;
  /** The clean name of a custom event; undefined for reports and deletion requests. */
  name: string | undefined;
  /** The shop has made the id: a repeat may have been pushed at another time. @default false */
  hasOwnId?: boolean;
  /** When it was pushed, where `time` is when it happened; ms since the epoch, from the client's clock. @default `time` */
  pushedAt?: number | undefined;
  /** The user whose events a deletion request means. @default none: it is no such request */
  erases?: string;
  data: { readonly [key: string]: Json };
  note: string | undefined;
}

/** One request's events, and what its headers said about the attempt. */
export interface CheckedBatch {
  batch: string | undefined;
  receivedAt: number;
  sentAt: number | undefined;
  attempt: number | undefined;
  events: readonly CheckedEvent[];
  /** How many events of the request were not taken. */
  rejected: number;
}

export interface AppendResult {
  accepted: number;
  /** Events whose id is known, whatever they hold: the first one stays. */
  duplicates: number;
}

export interface EventFilter {
  name?: string | undefined;
  user?: string | undefined;
  /** Text that occurs anywhere in the event, in any case. */
  text?: string | undefined;
  facet?: { by: Facet; path: string; value: string } | undefined;
  /** Without the library's own heartbeats. @default false */
  withoutHeartbeats?: boolean;
  /** Only events stored before this position; newest first. */
  before?: number | undefined;
  /** Only events stored after this position; oldest first. */
  after?: number | undefined;
  limit: number;
}

/** Where events are kept. `append` resolves when they are on disk, and not before. */
export interface Store {
  /** A deletion request among the events is carried out in the same commit. */
  append(batches: readonly CheckedBatch[]): Promise<AppendResult[]>;
  /** Position of the latest stored event, 0 when there is none. */
  lastPosition(): number;
  events(filter: EventFilter): Promise<StoredEvent[]>;
  event(id: string): Promise<StoredEvent | undefined>;
  names(now: number): Promise<NameSummary[]>;
  summary(): Promise<Summary>;
  breakdown(name: string, by: Facet, path: string): Promise<Breakdown>;
  outboxes(): Promise<OutboxHealth[]>;
  fleet(query: FleetQuery, now: number): Promise<FleetPage>;
  device(key: string, now: number): Promise<DeviceDetail | undefined>;
  close(): Promise<void>;
}
