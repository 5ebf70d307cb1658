import type { Campaign, Json, PageLocation, TestGroup } from './event.js';
import type { DropReason, RejectReason } from './problem.js';

/** The wire: CloudEvents 1.0 in the JSON batch format, its headers and the collector's answer. */
export const batchContentType = 'application/cloudevents-batch+json';
export const customEventType = 'io.igevents.custom_event.v1';
/** A kiosk's heartbeat, where its sender has a type of its own for it; the collector knows heartbeats by their name and shape. */
export const heartbeatType = 'io.igevents.heartbeat.v1';
export const reportType = 'io.igevents.report.v1';
export const erasureType = 'io.igevents.erasure.v1';
export const header = { batch: 'ig-batch', sentAt: 'ig-sent-at', attempt: 'ig-attempt' } as const;

/** One event on the wire. */
export interface CloudEvent<Data = CustomEventData | ReportData> {
  specversion: '1.0';
  type: string;
  /** `urn:igevents:<site>:<outbox id>`: who numbered the event. */
  source: string;
  /** `<page id>:<n>` for pushed events, or the shop's own id: fixed at push, the same in every attempt. */
  id: string;
  /** `<page id>:<n>`, of events that bear the shop's own id; an extension attribute. */
  push?: string;
  /** ISO 8601, UTC, at push; or when it happened, where the shop has told it. */
  time: string;
  /** Decimal, without gaps within its source. */
  sequence: string;
  datacontenttype: 'application/json';
  data: Data;
}

/** What a pushed event carries. */
export interface CustomEventData {
  event: string;
  properties: Json;
  userId: string;
  sessionId: string;
  /** Who is signed in, when the shop has told it. */
  accountId?: string;
  pageId: string;
  page: PageLocation;
  device: { readonly [fact: string]: Json };
  testGroups: readonly TestGroup[];
  campaigns: readonly Campaign[];
  context: { readonly [fact: string]: Json };
  consent: string;
  /** `performance.now()` at push, ms. */
  monotonicMs: number;
  /** Push time, ISO 8601, of events whose `time` the shop has told. */
  pushedAt?: string;
}

/** The outbox's own account of what did not reach the wire: totals since the outbox was born. */
export interface ReportData {
  dropped: Partial<Record<DropReason, number>>;
  rejected: Partial<Record<RejectReason, number>>;
  buried: number;
  pending: number;
  /** Push time of the oldest pending event, ISO 8601, or null when nothing is pending. */
  oldestAt: string | null;
}

/** A visitor's wish that the collector deletes what it has stored of a user; numbered like any event, so that it cannot get lost unnoticed. */
export interface ErasureData {
  /** The wire's `userId`. Its events that were pushed before this request are deleted. */
  userId: string;
  /** When the visitor has asked, ISO 8601, where that was not the moment of the request. The collector does not read it. */
  requestedAt?: string;
}

/** Drops that happen after an event has its sequence: the collector subtracts them when it looks for gaps. */
export const dropsAfterAppend: readonly DropReason[] = ['outbox-full', 'quota', 'bad-row', 'too-large', 'dead-letters-full', 'erased'];

/** The collector's word on one event that it did not take. */
export interface Rejection {
  id: string;
  code: string;
  detail: string;
  /** True: keep it and send it again later. False: it can never be taken. */
  retryable: boolean;
}

/** The collector's answer to a batch. Events of the batch that are not in `rejected` are stored. */
export interface Acknowledgement {
  batch: string;
  accepted: number;
  duplicates: number;
  rejected: Rejection[];
  /** How long the collector asks to be left alone, ms; 0 for not at all. */
  retryAfterMs: number;
}

/** Checks an answer's JSON. Anything that is not an acknowledgement of this very batch gives undefined: it must delete nothing. */
export function parseAcknowledgement(value: unknown, batch: string): Acknowledgement | undefined {
  if (!isRecord(value) || value['batch'] !== batch) return undefined;
  const { accepted, duplicates, rejected, retryAfterMs } = value;
  if (rejected !== undefined && !Array.isArray(rejected)) return undefined;
  const rejections: Rejection[] = [];
  for (const item of rejected ?? []) {
    if (!isRecord(item) || typeof item['id'] !== 'string') return undefined;
    rejections.push({
      id: item['id'],
      code: typeof item['code'] === 'string' ? item['code'] : 'rejected',
      detail: typeof item['detail'] === 'string' ? item['detail'] : '',
      retryable: item['retryable'] === true,
    });
  }
  return {
    batch,
    accepted: toCount(accepted),
    duplicates: toCount(duplicates),
    rejected: rejections,
    retryAfterMs: toCount(retryAfterMs),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toCount(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}
