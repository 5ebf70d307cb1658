import type { DuckDBValue } from '@duckdb/node-api';
import { heartbeatName } from '../fleet/read-heartbeat.js';
import type { StoredEvent } from '../read-model.js';
import type { EventFilter } from '../store.js';
import { facetSql } from './facet-sql.js';
import type { Reader, Row } from './reader.js';

const columns = `position, id, source, sequence::varchar as sequence, name, epoch_ms(time) as time, epoch_ms(corrected_time) as corrected_time,
  epoch_ms(sent_at) as sent_at, epoch_ms(received_at) as received_at, attempt, batch, user_id, session_id, page_id, url, properties, test_groups, campaigns, note, data`;

/** Nearly as `readHeartbeat` has it: without opening the whole. */
const isHeartbeat = `(name = '${heartbeatName}' and json_extract(properties, '$.everyMs') is not null)`;

export async function readEvents(read: Reader, filter: EventFilter): Promise<StoredEvent[]> {
  const conditions: string[] = [];
  const values: DuckDBValue[] = [];
  function require(condition: string, ...bound: DuckDBValue[]): void {
    conditions.push(condition);
    values.push(...bound);
  }

  if (filter.name !== undefined) require('name = ?', filter.name);
  if (filter.user !== undefined) require('user_id = ?', filter.user);
  if (filter.text !== undefined) require(`contains(lower(concat_ws(' ', id, source, data::varchar)), lower(?))`, filter.text);
  if (filter.before !== undefined) require('position < ?', BigInt(filter.before));
  if (filter.after !== undefined) require('position > ?', BigInt(filter.after));
  if (filter.withoutHeartbeats) require(`not ${isHeartbeat}`);
  if (filter.facet) {
    const { expression, values: bound } = facetSql(filter.facet.by, filter.facet.path);
    require(`list_contains(${expression}, ?)`, ...bound, filter.facet.value);
  }
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  const order = filter.after === undefined ? 'desc' : 'asc';
  const rows = await read(`select ${columns} from kept_events ${where} order by position ${order} limit ?`, [
    ...values,
    BigInt(filter.limit),
  ]);
  return rows.map(toEvent);
}

export async function readEvent(read: Reader, id: string): Promise<StoredEvent | undefined> {
  const [row] = await read(`select ${columns} from kept_events where id = ?`, [id]);
  return row && toEvent(row);
}

function toEvent(row: Row): StoredEvent {
  return {
    position: row.number('position'),
    id: row.text('id'),
    source: row.text('source'),
    sequence: row.textOrNull('sequence'),
    name: row.text('name'),
    time: row.instant('time'),
    correctedTime: row.instantOrNull('corrected_time'),
    sentAt: row.instantOrNull('sent_at'),
    receivedAt: row.instant('received_at'),
    lagMs: row.number('received_at') - (row.numberOrNull('corrected_time') ?? row.number('time')),
    attempt: row.numberOrNull('attempt'),
    batch: row.textOrNull('batch'),
    userId: row.textOrNull('user_id'),
    sessionId: row.textOrNull('session_id'),
    pageId: row.textOrNull('page_id'),
    url: row.textOrNull('url'),
    properties: row.json('properties'),
    testGroups: row.json('test_groups'),
    campaigns: row.json('campaigns'),
    note: row.textOrNull('note'),
    data: row.json('data'),
  };
}
