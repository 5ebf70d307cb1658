import type { DuckDBConnection } from '@duckdb/node-api';
import type { Json } from '../../../src/shared/event.js';
import type { Arrival } from '../arrival.js';
import { deviceIdOf } from '../device-id.js';
import { heartbeatName, readHeartbeat } from '../fleet/read-heartbeat.js';
import { appendRows } from './append-rows.js';
import { correctedPushTime } from './corrected-push-time.js';
import type { Reader } from './reader.js';

/** The device that each outbox is known to belong to, as stored: it hardly ever changes, so most commits write nothing. */
export type KnownDevices = Map<string, string>;

export async function readDevices(read: Reader): Promise<KnownDevices> {
  const rows = await read('select source, device from device_outboxes');
  return new Map(rows.map((row) => [row.text('source'), row.text('device')]));
}

/**
 * Keeps which device an outbox belongs to and its newest heartbeat, so that nobody has to look for them among all events.
 *
 * @param arrivals new custom events, stored in the caller's transaction.
 * @param known what stands in the store.
 * @returns what has to be added to it when the transaction has ended well.
 */
export async function noteDevices(
  connection: DuckDBConnection,
  arrivals: readonly Arrival[],
  known: KnownDevices,
): Promise<[string, string][]> {
  const isNews = ({ event }: Arrival): boolean => known.get(event.source) !== deviceIdOf(event.data);
  const devices = await note(connection, 'device_outboxes', 'source, device', newestBySource(arrivals.filter(isNews), deviceRow));
  await note(connection, 'latest_heartbeats', 'source', newestBySource(arrivals, heartbeatRow));
  return devices.map(([source, device]) => [String(source), String(device)]);
}

type Row = Parameters<typeof appendRows>[2][number];

/** @returns the given columns of the rows that were written. */
async function note(
  connection: DuckDBConnection,
  table: 'device_outboxes' | 'latest_heartbeats',
  columns: string,
  rows: readonly Row[],
): Promise<unknown[][]> {
  if (rows.length === 0) return [];
  await appendRows(connection, `staged_${table}`, rows);
  const upsert = `insert into ${table} from staged_${table} on conflict (source) do update set ${updates[table]} returning ${columns}`;
  const written = await connection.runAndReadAll(upsert);
  await connection.run(`delete from staged_${table}`);
  return written.getRows();
}

/** Outboxes deliver in the order of their numbers, but for what they send again; a device whose storage was set back numbers anew from there. */
const updates = {
  device_outboxes: `device = excluded.device, sequence = excluded.sequence, event_id = excluded.event_id
    where excluded.sequence >= sequence`,
  latest_heartbeats: `sequence = excluded.sequence, event_id = excluded.event_id, time = excluded.time, pushed_at = excluded.pushed_at,
    received_at = excluded.received_at, properties = excluded.properties
    where excluded.sequence >= sequence or excluded.pushed_at > pushed_at`,
};

function newestBySource(arrivals: readonly Arrival[], toRow: (arrival: Arrival) => Row | undefined): Row[] {
  const rows = new Map<string, { row: Row; sequence: bigint }>();
  for (const arrival of arrivals) {
    const { source, sequence = 0n } = arrival.event;
    const known = rows.get(source);
    if (known && known.sequence > sequence) continue;
    const row = toRow(arrival);
    if (row) rows.set(source, { row, sequence });
  }
  return [...rows.values()].map(({ row }) => row);
}

function deviceRow({ event }: Arrival): Row | undefined {
  const { source, sequence = 0n, id, data } = event;
  const device = deviceIdOf(data);
  return device === undefined ? undefined : [source, sequence, id, device];
}

function heartbeatRow({ event, batch }: Arrival): Row | undefined {
  const { source, sequence = 0n, id, name, time, data } = event;
  const heartbeat = name === heartbeatName ? readHeartbeat(data['properties']) : undefined;
  if (!heartbeat) return undefined;
  const properties: Json = { ...heartbeat };
  const pushedAt = correctedPushTime(event, batch) ?? time;
  return [source, sequence, id, new Date(time), new Date(pushedAt), new Date(batch.receivedAt), { json: properties }];
}
