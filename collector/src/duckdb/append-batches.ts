import type { DuckDBConnection } from '@duckdb/node-api';
import type { Json } from '../../../src/shared/event.js';
import { type Arrival, kindOf } from '../arrival.js';
import type { AppendResult, CheckedBatch } from '../store.js';
import { appendRows } from './append-rows.js';
import { correctedPushTime } from './corrected-push-time.js';
import { eraseStaged, storeErasures } from './erase-users.js';
import { forgetErasedDevices } from './forget-erased-devices.js';
import { type KnownDevices, noteDevices } from './note-devices.js';
import { noteRepeats } from './note-repeats.js';

/**
 * Stores batches in one transaction and resolves when it is on disk. The first event of an id wins, for ever: the primary key
 * decides, whatever the age of the stored one.
 *
 * @param nextPosition position of the first event of these batches; each event uses up one.
 * @param known which device each outbox belongs to; those of these batches join them.
 * @param erased hashes of the users who have asked for deletion; those of these batches join them.
 */
export async function appendBatches(
  connection: DuckDBConnection,
  batches: readonly CheckedBatch[],
  nextPosition: number,
  erased: Set<string>,
  known: KnownDevices,
): Promise<AppendResult[]> {
  await connection.run('begin transaction');
  try {
    const arrivals = batches.flatMap((batch) => batch.events.map((event) => ({ event, batch })));
    const { stored, devices } = await storeFirsts(connection, arrivals, nextPosition, erased, known);
    await noteRepeats(
      connection,
      arrivals.filter((arrival) => !stored.has(arrival)),
    );
    const results = countResults(batches, stored);
    await appendRows(
      connection,
      'batches',
      batches.map((batch, index) => batchRow(batch, results[index])),
    );
    await connection.run('commit');
    // After a deletion request nobody knows what has been forgotten.
    if (devices === 'forgotten') known.clear();
    else for (const [source, device] of devices) known.set(source, device);
    return results;
  } catch (error) {
    // A commit that failed, for example on a full disk, has ended the transaction: then there is nothing to roll back.
    await connection.run('rollback').catch(() => undefined);
    throw error;
  }
}

/** @returns the arrivals that are new, and the outboxes of which it is news which device they belong to. */
async function storeFirsts(
  connection: DuckDBConnection,
  arrivals: readonly Arrival[],
  nextPosition: number,
  erased: Set<string>,
  known: KnownDevices,
): Promise<{ stored: Set<Arrival>; devices: [string, string][] | 'forgotten' }> {
  const firsts = new Map<string, Arrival>();
  for (const arrival of arrivals) {
    const key = `${kindOf(arrival.event)} ${arrival.event.id}`;
    if (!firsts.has(key)) firsts.set(key, arrival);
  }
  const candidates = [...firsts.values()];
  const ofKind = (kind: ReturnType<typeof kindOf>): Arrival[] => candidates.filter(({ event }) => kindOf(event) === kind);
  const [customEvents, reports, erasures] = [ofKind('event'), ofKind('report'), ofKind('erasure')];
  let isErasing = erasures.length > 0;
  const newEvents = await insertNew(
    connection,
    'events',
    customEvents.map((arrival, index) => eventRow(arrival, nextPosition + index)),
    async () => {
      const hasErased = await eraseStaged(connection, customEvents, erased);
      isErasing ||= hasErased;
    },
  );
  const newCustomEvents = customEvents.filter(({ event }) => newEvents.has(event.id));
  const devices = await noteDevices(connection, newCustomEvents, known);
  const newReports = await insertNew(connection, 'reports', reports.map(reportRow));
  // Last, because it means the events of this very transaction as well.
  const newErasures = await storeErasures(connection, erasures, erased);
  if (isErasing) await forgetErasedDevices(connection);
  const stored = new Set([
    ...newCustomEvents,
    ...reports.filter(({ event }) => newReports.has(event.id)),
    ...erasures.filter(({ event }) => newErasures.has(event.id)),
  ]);
  return { stored, devices: isErasing ? 'forgotten' : devices };
}

async function insertNew(
  connection: DuckDBConnection,
  table: 'events' | 'reports',
  rows: Parameters<typeof appendRows>[2],
  whenStaged = async (): Promise<void> => {},
): Promise<Set<unknown>> {
  if (rows.length === 0) return new Set();
  await appendRows(connection, `staged_${table}`, rows);
  await whenStaged();
  const inserted = await connection.runAndReadAll(`insert into ${table} from staged_${table} on conflict do nothing returning id`);
  await connection.run(`delete from staged_${table}`);
  return new Set(inserted.getRows().map((row) => row[0]));
}

function countResults(batches: readonly CheckedBatch[], stored: ReadonlySet<Arrival>): AppendResult[] {
  const accepted = new Map<CheckedBatch, number>();
  for (const { batch } of stored) accepted.set(batch, (accepted.get(batch) ?? 0) + 1);
  return batches.map((batch) => {
    const count = accepted.get(batch) ?? 0;
    return { accepted: count, duplicates: batch.events.length - count };
  });
}

function eventRow({ event, batch }: Arrival, position: number): Parameters<typeof appendRows>[2][number] {
  const { data } = event;
  return [
    event.id,
    BigInt(position),
    event.source,
    event.sequence,
    event.name,
    new Date(event.time),
    toDate(batch.sentAt),
    new Date(batch.receivedAt),
    batch.attempt,
    batch.batch,
    textIn(data['userId']),
    textIn(data['sessionId']),
    textIn(data['pageId']),
    textIn(memberOf(data['page'], 'url')),
    { json: data['properties'] ?? null },
    { json: data['testGroups'] ?? [] },
    { json: data['campaigns'] ?? [] },
    event.note,
    { json: data },
    toDate(correctedPushTime(event, batch)),
    undefined,
  ];
}

function reportRow({ event, batch }: Arrival): Parameters<typeof appendRows>[2][number] {
  return [
    event.id,
    event.source,
    event.sequence,
    new Date(event.time),
    new Date(batch.receivedAt),
    { json: event.data },
    toDate(batch.sentAt),
  ];
}

function batchRow(batch: CheckedBatch, result: AppendResult | undefined): Parameters<typeof appendRows>[2][number] {
  const source = batch.events[0]?.source;
  const { accepted = 0, duplicates = 0 } = result ?? {};
  return [batch.batch, source, toDate(batch.sentAt), new Date(batch.receivedAt), batch.attempt, accepted, duplicates, batch.rejected];
}

function toDate(at: number | undefined): Date | undefined {
  return at === undefined ? undefined : new Date(at);
}

function textIn(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) ? value[key] : undefined;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
