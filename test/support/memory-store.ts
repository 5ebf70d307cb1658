// A store for tests that run by the thousand: what the intake writes and what the loss audit reads, in memory.
import { contentOf, kindOf } from '../../collector/src/arrival.js';
import { auditOutbox, inOrderOfConcern } from '../../collector/src/audit-outbox.js';
import { clockOffsetMs, correctTime } from '../../collector/src/correct-time.js';
import { readReport } from '../../collector/src/fleet/read-report.js';
import type { AppendResult, CheckedBatch, CheckedEvent, OutboxHealth, Store, StoredEvent } from '../../collector/src/index.js';
import { dropsAfterAppend } from '../../src/shared/cloud-event.js';
import type { Json } from '../../src/shared/event.js';

/** One event with the request that brought it, and the order of storing. */
interface Row {
  event: CheckedEvent;
  batch: CheckedBatch;
  position: number;
  /** A user has had it deleted: its number and id stay known, and nothing else of it. */
  isErased: boolean;
}

/** What the loss audit of one outbox is made of. */
interface Account {
  highest: bigint;
  numbers: Set<bigint>;
  /** Rows that have a number; there are more of them than numbers when one names several events. */
  rows: number;
  /** Numbers under which an event came again that is stored under another. */
  repeatNumbers: Set<bigint>;
  conflicts: Set<string>;
  latestReport: { event: CheckedEvent; batch: CheckedBatch } | undefined;
  latestSent: CheckedBatch | undefined;
  duplicates: number;
  retries: number;
  lastSeenAt: number;
}

export interface MemoryStore extends Store {
  /** Whether a custom event with this id is stored, at once: for checks after every step. */
  isStored(id: string): boolean;
}

/** Searching and counting names are the real store's business: the double refuses them. */
export function createMemoryStore(): MemoryStore {
  const inOrder: Row[] = [];
  const stored = { event: new Map<string, Row>(), report: new Map<string, Row>(), erasure: new Map<string, Row>() };
  const accounts = new Map<string, Account>();
  let position = 0;

  function accountOf(source: string): Account {
    const account = accounts.get(source) ?? newAccount();
    accounts.set(source, account);
    return account;
  }

  /** @returns whether the event is new. */
  function store(event: CheckedEvent, batch: CheckedBatch): boolean {
    position += 1;
    const kind = kindOf(event);
    const known = stored[kind].get(event.id);
    if (known) {
      countRepeat(accountOf(event.source), event, known);
      return false;
    }
    const row = { event, batch, position, isErased: false };
    stored[kind].set(event.id, row);
    if (kind === 'event') inOrder.push(row);
    if (kind === 'event') eraseWhere([row], [...stored.erasure.values()]);
    if (kind === 'erasure') eraseWhere(inOrder, [row]);
    countStored(accountOf(event.source), event, batch);
    return true;
  }

  function appendBatch(batch: CheckedBatch): AppendResult {
    const accepted = batch.events.filter((event) => store(event, batch)).length;
    const duplicates = batch.events.length - accepted;
    const [first] = batch.events;
    if (first) countBatch(accountOf(first.source), batch, duplicates);
    return { accepted, duplicates };
  }

  return {
    append: async (batches) => batches.map(appendBatch),
    lastPosition: () => position,
    isStored: (id) => stored.event.has(id),
    async events({ name, user, text, facet, before = Number.POSITIVE_INFINITY, after, limit }) {
      if (text !== undefined || facet !== undefined) return refuse();
      const rows = inOrder.filter((row) => !row.isErased && row.position > (after ?? 0) && row.position < before);
      const events = (after === undefined ? rows.reverse() : rows).map(toStoredEvent);
      return events.filter((event) => (name ?? event.name) === event.name && (user ?? event.userId) === event.userId).slice(0, limit);
    },
    async event(id) {
      const row = stored.event.get(id);
      return row && !row.isErased ? toStoredEvent(row) : undefined;
    },
    async outboxes() {
      const seen = [...accounts].filter(([, { lastSeenAt }]) => Number.isFinite(lastSeenAt));
      return inOrderOfConcern(seen.map(([source, account]) => toHealth(source, account)));
    },
    names: refuse,
    summary: refuse,
    breakdown: refuse,
    fleet: refuse,
    device: refuse,
    close: async () => undefined,
  };
}

function eraseWhere(rows: readonly Row[], requests: readonly Row[]): void {
  for (const row of rows) {
    if (!row.isErased && requests.some((request) => isMeant(row, request))) {
      row.isErased = true;
      row.event = { ...row.event, data: {} };
    }
  }
}

function isMeant({ event, batch }: Row, { event: request, batch: requestBatch }: Row): boolean {
  if (event.data['userId'] !== request.erases) return false;
  const isNumbered = event.sequence !== undefined && request.sequence !== undefined;
  if (event.source === request.source && isNumbered) return Number(event.sequence) < Number(request.sequence);
  return pushedAt(event, batch) <= pushedAt(request, requestBatch);
}

function pushedAt({ time }: CheckedEvent, { sentAt, receivedAt }: CheckedBatch): number {
  return correctTime({ time, sentAt, receivedAt }) ?? time;
}

async function refuse(): Promise<never> {
  throw new Error('The memory store keeps events and audits them; it answers no other question.');
}

function newAccount(): Account {
  return {
    highest: 0n,
    numbers: new Set(),
    rows: 0,
    repeatNumbers: new Set(),
    conflicts: new Set(),
    latestReport: undefined,
    latestSent: undefined,
    duplicates: 0,
    retries: 0,
    lastSeenAt: Number.NEGATIVE_INFINITY,
  };
}

function countStored(account: Account, event: CheckedEvent, batch: CheckedBatch): void {
  const { sequence } = event;
  account.lastSeenAt = Math.max(account.lastSeenAt, batch.receivedAt);
  if (sequence === undefined) return;
  countNumber(account, sequence);
  if (kindOf(event) === 'report' && sequence > (account.latestReport?.event.sequence ?? -1n)) account.latestReport = { event, batch };
}

function countRepeat(account: Account, event: CheckedEvent, { event: known, isErased }: Row): void {
  const { sequence } = event;
  const isOtherNumber = event.source !== known.source || sequence !== known.sequence;
  if (sequence !== undefined && isOtherNumber && !account.repeatNumbers.has(sequence)) {
    account.repeatNumbers.add(sequence);
    countNumber(account, sequence);
  }
  const fingerprint = fingerprintOf(event);
  if (fingerprint !== fingerprintOf(known) && !isErased) account.conflicts.add(`${event.id} ${fingerprint}`);
}

function countNumber(account: Account, sequence: bigint): void {
  account.rows += 1;
  account.numbers.add(sequence);
  if (sequence > account.highest) account.highest = sequence;
}

function countBatch(account: Account, batch: CheckedBatch, duplicates: number): void {
  account.lastSeenAt = Math.max(account.lastSeenAt, batch.receivedAt);
  account.duplicates += duplicates;
  if ((batch.attempt ?? 1) > 1) account.retries += 1;
  const isLatest = batch.receivedAt > (account.latestSent?.receivedAt ?? Number.NEGATIVE_INFINITY);
  if (batch.sentAt !== undefined && isLatest) account.latestSent = batch;
}

function fingerprintOf(event: CheckedEvent): string {
  return JSON.stringify([event.name, event.time, contentOf(event)]);
}

function toHealth(source: string, account: Account): OutboxHealth {
  const { latestReport, latestSent, numbers } = account;
  const reported = latestReport?.event.data;
  const dropped = memberOf(reported, 'dropped');
  return auditOutbox({
    source,
    highestSequence: Number(account.highest),
    received: numbers.size,
    dropped: dropsAfterAppend.reduce((sum, reason) => sum + (numberOf(memberOf(dropped, reason)) ?? 0), 0),
    buried: numberOf(memberOf(reported, 'buried')) ?? 0,
    duplicates: account.duplicates,
    retries: account.retries,
    idConflicts: account.conflicts.size,
    cloned: account.rows - numbers.size,
    pending: numberOf(memberOf(reported, 'pending')) ?? null,
    clockOffsetMs: (latestSent && clockOffsetMs(latestSent.sentAt, latestSent.receivedAt)) ?? null,
    lastSeenAt: toInstant(account.lastSeenAt),
    report: latestReport ? readReport(latestReport.event.data, { ...latestReport.batch, time: latestReport.event.time }) : null,
  });
}

function toStoredEvent({ event, batch, position }: Row): StoredEvent {
  const { id, source, sequence, name = '', time, data, note } = event;
  const { sentAt, receivedAt, attempt, batch: batchId } = batch;
  const correctedTime = correctTime({ time, sentAt, receivedAt });
  return {
    position,
    id,
    source,
    sequence: sequence === undefined ? null : String(sequence),
    name,
    time: toInstant(time),
    correctedTime: correctedTime === undefined ? null : toInstant(correctedTime),
    sentAt: sentAt === undefined ? null : toInstant(sentAt),
    receivedAt: toInstant(receivedAt),
    lagMs: receivedAt - (correctedTime ?? time),
    attempt: attempt ?? null,
    batch: batchId ?? null,
    userId: textOf(data['userId']),
    sessionId: textOf(data['sessionId']),
    pageId: textOf(data['pageId']),
    url: textOf(memberOf(data['page'], 'url')),
    properties: contentOf(event),
    testGroups: data['testGroups'] ?? [],
    campaigns: data['campaigns'] ?? [],
    note: note ?? null,
    data,
  };
}

function toInstant(at: number): string {
  return new Date(at).toISOString();
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([own]) => own === key)?.[1] : undefined;
}

function numberOf(value: Json | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
