import type { DuckDBConnection } from '@duckdb/node-api';
import type { Json } from '../../../src/shared/event.js';
import type { Arrival } from '../arrival.js';
import { correctTime } from '../correct-time.js';
import { userHash } from '../user-hash.js';
import { appendRows } from './append-rows.js';
import type { Reader } from './reader.js';

/** What is left of an event: that its number has arrived, so that the loss audit stays exact, and its id, so that a repeat is known as such. */
const emptied = `name = '', time = received_at, corrected_time = null, sent_at = null, user_id = null, session_id = null, page_id = null,
  url = null, properties = 'null', test_groups = '[]', campaigns = '[]', note = null, data = '{}', erased_at = current_localtimestamp()`;

/**
 * Whether event `e` was pushed before request `r`. One outbox numbers both, so there the numbers tell, whatever the clock did;
 * between two outboxes only the clocks can.
 */
const isBefore = `case when e.source = r.source and e.sequence is not null and r.sequence is not null then e.sequence < r.sequence
  else coalesce(e.corrected_time, e.time) <= coalesce(r.corrected_time, r.time) end`;

/** The users who have asked for deletion, by their hashes. */
export async function readErased(read: Reader): Promise<Set<string>> {
  const rows = await read('select distinct user_hash from erasures');
  return new Set(rows.map((row) => row.text('user_hash')));
}

/** Inside the caller's transaction: keeps deletion requests and empties the stored events that they mean. @returns the ids of those that are new. */
export async function storeErasures(
  connection: DuckDBConnection,
  requests: readonly Arrival[],
  erased: Set<string>,
): Promise<Set<unknown>> {
  if (requests.length === 0) return new Set();
  for (const { event } of requests) erased.add(userHash(event.erases ?? ''));
  await appendRows(connection, 'staged_erasures', requests.map(erasureRow));
  const inserted = await connection.runAndReadAll(
    'insert into erasures select * exclude (user_id) from staged_erasures on conflict do nothing returning id',
  );
  // A request that repeats the id of another with another user in it is no request: the first one stays, as with every event.
  await connection.run(`
    update events set ${emptied} where erased_at is null and id in (
      select e.id from events e join staged_erasures s on e.user_id = s.user_id join erasures r on r.id = s.id and r.user_hash = s.user_hash
      where ${isBefore}
    );
    delete from staged_erasures`);
  return new Set(inserted.getRows().map((row) => row[0]));
}

/**
 * Inside the caller's transaction: empties staged events whose users have asked for it before the events arrived. Asking the database each time
 * made a commit of 500 events take half as long again (measured), so it is asked only when one of the users may be meant.
 *
 * @returns whether one was.
 */
export async function eraseStaged(connection: DuckDBConnection, events: readonly Arrival[], erased: ReadonlySet<string>): Promise<boolean> {
  const isErased = (userId: Json | undefined): boolean => typeof userId === 'string' && erased.has(userHash(userId));
  if (erased.size === 0 || !events.some(({ event }) => isErased(event.data['userId']))) return false;
  await connection.run(`
    update staged_events set ${emptied} where id in (
      select e.id from staged_events e join erasures r on r.user_hash = sha256(e.user_id) where ${isBefore}
    )`);
  return true;
}

function erasureRow({ event, batch }: Arrival): Parameters<typeof appendRows>[2][number] {
  const { sentAt, receivedAt } = batch;
  const corrected = correctTime({ time: event.time, sentAt, receivedAt });
  return [
    event.id,
    event.source,
    event.sequence,
    new Date(event.time),
    new Date(receivedAt),
    corrected === undefined ? undefined : new Date(corrected),
    userHash(event.erases ?? ''),
    event.erases,
  ];
}
