import type { Lag, OutboxHealth, Summary } from '../read-model.js';
import type { Reader } from './reader.js';

/** The lag of the day matters, not that of all time: it is measured on the latest events, and costs the same at any size. */
const lagEvents = 10_000;

/** @param audit the loss audit of all outboxes. */
export async function readSummary(read: Reader, audit: () => Promise<OutboxHealth[]>): Promise<Summary> {
  const [events] = await read(
    'select count(*) as events, count(distinct name) as names, count(distinct user_id) as users from kept_events',
  );
  const [batches] = await read(`select count(*) as batches, count(*) filter (attempt > 1) as retries,
    coalesce(sum(duplicates), 0)::double as duplicates, coalesce(sum(rejected), 0)::double as rejected from batches`);
  const outboxes = await audit();
  return {
    events: events?.number('events') ?? 0,
    names: events?.number('names') ?? 0,
    users: events?.number('users') ?? 0,
    outboxes: outboxes.length,
    batches: batches?.number('batches') ?? 0,
    retries: batches?.number('retries') ?? 0,
    duplicates: batches?.number('duplicates') ?? 0,
    rejected: batches?.number('rejected') ?? 0,
    missing: outboxes.reduce((sum, outbox) => sum + outbox.missing, 0),
    lag: await readLag(read),
  };
}

async function readLag(read: Reader): Promise<Lag | null> {
  const [row] = await read(`
    with latest as (
      select epoch_ms(received_at) - epoch_ms(coalesce(corrected_time, time)) as lag from kept_events order by position desc limit ${lagEvents}
    )
    select count(*) as events, quantile_cont(lag, 0.5) as median, quantile_cont(lag, 0.95) as p95 from latest`);
  if (!row || row.number('events') === 0) return null;
  return { medianMs: row.number('median'), p95Ms: row.number('p95'), events: row.number('events') };
}
