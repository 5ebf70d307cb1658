import type { DuckDBConnection } from '@duckdb/node-api';
import type { Json } from '../../../src/shared/event.js';
import { deviceIdOf } from '../device-id.js';
import { heartbeatName, readHeartbeat } from '../fleet/read-heartbeat.js';
import { appendRows } from './append-rows.js';
import { createReader } from './reader.js';

/**
 * Forgets what was noted of devices from events that a deletion request has emptied. The newest heartbeat that is left takes the place of an emptied
 * one, so that a device that falls silent after it is missed; one that has none left comes back with its next event.
 */
export async function forgetErasedDevices(connection: DuckDBConnection): Promise<void> {
  const read = createReader(connection);
  await read('delete from device_outboxes where event_id in (select id from events where erased_at is not null)');
  const emptied = await read(
    'delete from latest_heartbeats where event_id in (select id from events where erased_at is not null) returning source',
  );
  if (emptied.length === 0) return;
  const left = await read(
    `select source, coalesce(sequence, 0) as sequence, id, epoch_ms(time) as time, epoch_ms(coalesce(corrected_time, time)) as pushed_at,
       epoch_ms(received_at) as received_at, properties, coalesce((data->'device'), 'null'::json) as device
     from kept_events where name = ? and (properties->>'everyMs') is not null and source in (${emptied.map(() => '?').join(', ')})
     qualify row_number() over (partition by source order by sequence desc nulls last, position desc) = 1`,
    [heartbeatName, ...emptied.map((row) => row.text('source'))],
  );
  for (const row of left) {
    const heartbeat = readHeartbeat(row.json('properties'));
    if (!heartbeat) continue;
    const properties: Json = { ...heartbeat };
    const [source, sequence, id] = [row.text('source'), BigInt(row.number('sequence')), row.text('id')];
    const at = (column: string): Date => new Date(row.number(column));
    await appendRows(connection, 'latest_heartbeats', [
      [source, sequence, id, at('time'), at('pushed_at'), at('received_at'), { json: properties }],
    ]);
    const device = deviceIdOf({ device: row.json('device') });
    if (device !== undefined)
      await read('insert into device_outboxes values (?, ?, ?, ?) on conflict do nothing', [source, sequence, id, device]);
  }
}
