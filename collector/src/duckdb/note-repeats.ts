import type { DuckDBConnection } from '@duckdb/node-api';
import { type Arrival, contentOf, kindOf } from '../arrival.js';
import { appendRows } from './append-rows.js';

/**
 * Keeps what repeats tell beyond their ids: numbers of their own, which the loss audit must see, and content that is not that of
 * the stored event.
 */
export async function noteRepeats(connection: DuckDBConnection, repeats: readonly Arrival[]): Promise<void> {
  if (repeats.length === 0) return;
  await appendRows(connection, 'staged_repeats', repeats.map(repeatRow));
  await connection.run(`
    create or replace temp table known_repeats as
    select r.*, ${fingerprintIn('r')} as fingerprint, k.source as known_source, k.sequence as known_sequence, ${fingerprintIn('k')} as known_fingerprint, k.is_erased
    from staged_repeats r join (
      select 'event' as kind, id, source, sequence, name, time, properties::varchar as content, erased_at is not null as is_erased from events
      union all select 'report', id, source, sequence, null, time, data::varchar, false from reports
      union all select 'erasure', id, source, sequence, null, time, to_json(user_hash)::varchar, false from erasures
    ) k using (kind, id);
    insert into repeat_numbers
    select source, sequence, id from known_repeats
    where sequence is not null and (known_source, known_sequence) is distinct from (source, sequence)
    on conflict do nothing;
    insert into id_conflicts
    select id, fingerprint, known_fingerprint, source, sequence, batch, received_at from known_repeats
    where fingerprint <> known_fingerprint and not is_erased
    on conflict do nothing;
    delete from staged_repeats`);
}

function repeatRow({ event, batch }: Arrival): Parameters<typeof appendRows>[2][number] {
  return [
    kindOf(event),
    event.id,
    event.source,
    event.sequence,
    event.name,
    event.hasOwnId ? undefined : new Date(event.time),
    JSON.stringify(contentOf(event)),
    batch.batch,
    new Date(batch.receivedAt),
  ];
}

/** The time of an event that bears the shop's own id is not compared: the repeat is another push. */
function fingerprintIn(row: string): string {
  return `md5(json_array(${row}.name, case when r.time is null then null else epoch_ms(${row}.time) end, ${row}.content)::varchar)`;
}
