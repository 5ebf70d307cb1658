import { dropsAfterAppend } from '../../../src/shared/cloud-event.js';
import { auditOutbox, inOrderOfConcern } from '../audit-outbox.js';
import { clockOffsetMs } from '../correct-time.js';
import { readReport } from '../fleet/read-report.js';
import type { OutboxHealth, OutboxReport } from '../read-model.js';
import type { Reader, Row } from './reader.js';

const dropped = dropsAfterAppend.map((reason) => `coalesce(try_cast(r.data->'dropped'->>'${reason}' as double), 0)`).join(' + ');

/** The facts of the loss audit. A number that stands at more than one row has been given to more than one event. */
export async function readOutboxes(read: Reader): Promise<OutboxHealth[]> {
  const rows = await read(`
    with numbers as (
      select source, sequence from events where sequence is not null
      union all select source, sequence from reports where sequence is not null
      union all select source, sequence from erasures where sequence is not null
      union all select source, sequence from repeat_numbers
    ),
    arrived as (
      select source, max(sequence) as highest, count(distinct sequence) as received, count(*) - count(distinct sequence) as cloned
      from numbers group by source
    ),
    conflicts as (select source, count(*) as id_conflicts from id_conflicts group by source),
    seen as (
      select source, max(received_at) as last_seen_at
      from (
        select source, received_at from events union all select source, received_at from reports
        union all select source, received_at from erasures
        union all select source, received_at from batches where source is not null
      ) group by source
    ),
    latest as (
      select source, arg_max(data, sequence) as data, arg_max(time, sequence) as time, arg_max(received_at, sequence) as received_at,
        arg_max_null(sent_at, sequence) as sent_at
      from reports where sequence is not null group by source
    ),
    tries as (
      select source, sum(duplicates) as duplicates, count(*) filter (attempt > 1) as retries,
        arg_max(sent_at, received_at) as sent_at, max(received_at) filter (sent_at is not null) as received_at
      from batches where source is not null group by source
    )
    select seen.source, coalesce(a.highest, 0) as highest, coalesce(a.received, 0) as received, ${dropped} as dropped,
      coalesce(try_cast(r.data->>'buried' as double), 0) as buried, try_cast(r.data->>'pending' as double) as pending,
      coalesce(t.duplicates, 0)::double as duplicates, coalesce(t.retries, 0) as retries, epoch_ms(seen.last_seen_at) as last_seen_at,
      coalesce(a.cloned, 0) as cloned, coalesce(c.id_conflicts, 0) as id_conflicts,
      r.data as report, epoch_ms(r.time) as reported_at, epoch_ms(r.received_at) as report_received_at, epoch_ms(r.sent_at) as report_sent_at,
      epoch_ms(t.sent_at) as sent_at, epoch_ms(t.received_at) as received_at
    from seen left join arrived a using (source) left join latest r using (source) left join tries t using (source)
      left join conflicts c using (source)`);
  const outboxes = rows.map((row) =>
    auditOutbox({
      source: row.text('source'),
      highestSequence: row.number('highest'),
      received: row.number('received'),
      dropped: row.number('dropped'),
      buried: row.number('buried'),
      duplicates: row.number('duplicates'),
      retries: row.number('retries'),
      idConflicts: row.number('id_conflicts'),
      cloned: row.number('cloned'),
      pending: row.numberOrNull('pending'),
      clockOffsetMs: clockOffsetMs(row.numberOrNull('sent_at') ?? undefined, row.numberOrNull('received_at') ?? 0) ?? null,
      lastSeenAt: row.instant('last_seen_at'),
      report: toReport(row),
    }),
  );
  return inOrderOfConcern(outboxes);
}

function toReport(row: Row): OutboxReport | null {
  const [time, receivedAt] = [row.numberOrNull('reported_at'), row.numberOrNull('report_received_at')];
  if (time === null || receivedAt === null) return null;
  return readReport(row.json('report'), { time, sentAt: row.numberOrNull('report_sent_at') ?? undefined, receivedAt });
}
