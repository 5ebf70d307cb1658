import { DuckDBTimestampValue } from '@duckdb/node-api';
import { heartbeatName } from '../fleet/read-heartbeat.js';
import type { NameSummary } from '../read-model.js';
import type { Reader } from './reader.js';

const minutes = 30;

/** Every name with its count, the most recently seen first, and how often it was received in each of the last 30 minutes. */
export async function readNames(read: Reader, now: number): Promise<NameSummary[]> {
  const from = Math.floor(now / 60_000) - minutes + 1;
  const names = await read(
    'select name, count(*) as count, epoch_ms(max(received_at)) as last_seen_at from kept_events group by name order by count desc, name',
  );
  const [own] = await read('select count(*) as count from latest_heartbeats');
  const recent = await read(
    `select name, epoch_ms(received_at) // 60000 as minute, count(*) as count from kept_events where received_at >= ? group by all`,
    [new DuckDBTimestampValue(BigInt(from) * 60_000_000n)],
  );
  const counts = new Map(recent.map((row) => [`${row.number('minute')} ${row.text('name')}`, row.number('count')]));
  return names.map((row) => {
    const name = row.text('name');
    return {
      name,
      count: row.number('count'),
      isHeartbeat: name === heartbeatName && own !== undefined && own.number('count') > 0,
      lastSeenAt: row.instant('last_seen_at'),
      perMinute: Array.from({ length: minutes }, (_, index) => counts.get(`${from + index} ${name}`) ?? 0),
    };
  });
}
