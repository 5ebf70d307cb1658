import { dropsAfterAppend } from '../../../src/shared/cloud-event.js';
import type { OutboxHealth } from '../read-model.js';
import type { Reader } from './reader.js';

const dropped = dropsAfterAppend.map((reason) => `coalesce(try_cast(r.data->'dropped'->>'${reason}' as double), 0)`).join(' + ');

/** The loss audit. Sequences have no gaps within an outbox, so what has a number and neither arrived nor was reported as given up is missing. */
export async function readOutboxes(read: Reader): Promise<OutboxHealth[]> {
  const rows = await read(`
    with numbers as (
      select source, sequence from events where sequence is not null
      union select source, sequence from reports where sequence is not null
      union select source, sequence from repeat_numbers
    ),
    arrived as (select source, max(sequence) as highest, count(*) as received from numbers group by source),
    seen as (
      select source, max(received_at) as last_seen_at
      from (select source, received_at from events union all select source, received_at from reports) group by source
    ),
    latest as (select source, arg_max(data, sequence) as data from reports where sequence is not null group by source),
    tries as (
      select source, sum(duplicates) as duplicates, count(*) filter (attempt > 1) as retries from batches where source is not null group by source
    )
    select seen.source, coalesce(a.highest, 0) as highest, coalesce(a.received, 0) as received, ${dropped} as dropped,
      coalesce(try_cast(r.data->>'buried' as double), 0) as buried, try_cast(r.data->>'pending' as double) as pending,
      coalesce(t.duplicates, 0)::double as duplicates, coalesce(t.retries, 0) as retries, epoch_ms(seen.last_seen_at) as last_seen_at
    from seen left join arrived a using (source) left join latest r using (source) left join tries t using (source)
    order by seen.source`);
  const outboxes = rows.map((row) => {
    const facts = {
      source: row.text('source'),
      highestSequence: row.number('highest'),
      received: row.number('received'),
      dropped: row.number('dropped'),
      buried: row.number('buried'),
    };
    return {
      ...facts,
      // Below zero when an event that was reported as buried is sent after all.
      missing: Math.max(0, facts.highestSequence - facts.received - facts.dropped - facts.buried),
      duplicates: row.number('duplicates'),
      retries: row.number('retries'),
      pending: row.numberOrNull('pending'),
      lastSeenAt: row.instant('last_seen_at'),
    };
  });
  // The worst first. The sort is stable, so that rows keep their places from one look to the next.
  return outboxes.sort((a, b) => b.missing - a.missing);
}
