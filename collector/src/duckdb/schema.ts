/**
 * Additive only: an existing file keeps working with every later version, and gets what it has not. A table stays as it was born and
 * new columns follow behind it, so that they have the same places in old and new files. All instants are UTC.
 */
export const schema: string = `
  create table if not exists events (
    id varchar primary key,
    position bigint not null,
    source varchar not null,
    sequence bigint,
    name varchar not null,
    time timestamp not null,
    sent_at timestamp,
    received_at timestamp not null,
    attempt integer,
    batch varchar,
    user_id varchar,
    session_id varchar,
    page_id varchar,
    url varchar,
    properties json not null,
    test_groups json not null,
    campaigns json not null,
    note varchar,
    data json not null
  );
  -- When it was pushed by the collector's clock; null where the time is the push time and needs no correction.
  alter table events add column if not exists corrected_time timestamp;
  -- When the user's wish emptied it; null for all others. The row stays, so that its number and its id stay known.
  alter table events add column if not exists erased_at timestamp;
  create or replace view kept_events as select * from events where erased_at is null;
  create table if not exists reports (
    id varchar primary key,
    source varchar not null,
    sequence bigint,
    time timestamp not null,
    received_at timestamp not null,
    data json not null
  );
  -- By the sender's clock; null where no header told.
  alter table reports add column if not exists sent_at timestamp;
  -- Deletion requests, by a hash of the user's id: they also mean events that are still on their way.
  create table if not exists erasures (
    id varchar primary key,
    source varchar not null,
    sequence bigint,
    time timestamp not null,
    received_at timestamp not null,
    corrected_time timestamp,
    user_hash varchar not null
  );
  -- A repeat that came under another number than the event it repeats: the number has arrived, the loss audit must see it.
  create table if not exists repeat_numbers (
    source varchar not null,
    sequence bigint not null,
    id varchar not null,
    primary key (source, sequence)
  );
  -- A repeat with other content than the event whose id it bears. The first one stays; what has come is told by fingerprints.
  create table if not exists id_conflicts (
    id varchar not null,
    fingerprint varchar not null,
    stored_fingerprint varchar not null,
    source varchar not null,
    sequence bigint,
    batch varchar,
    received_at timestamp not null,
    primary key (id, fingerprint)
  );
  create table if not exists batches (
    batch varchar,
    source varchar,
    sent_at timestamp,
    received_at timestamp not null,
    attempt integer,
    accepted integer not null,
    duplicates integer not null,
    rejected integer not null
  );
  -- Which device an outbox belongs to: the device id of its newest event that bears one. Outboxes without one have no row.
  create table if not exists device_outboxes (
    source varchar primary key,
    sequence bigint not null,
    event_id varchar not null,
    device varchar not null
  );
  -- The newest heartbeat of each outbox; its properties are those that are known, checked.
  create table if not exists latest_heartbeats (
    source varchar primary key,
    sequence bigint not null,
    event_id varchar not null,
    time timestamp not null,
    pushed_at timestamp not null,
    received_at timestamp not null,
    properties json not null
  );
  create temp table staged_device_outboxes as from device_outboxes limit 0;
  create temp table staged_latest_heartbeats as from latest_heartbeats limit 0;
  create temp table staged_events as from events limit 0;
  create temp table staged_reports as from reports limit 0;
  create temp table staged_erasures as select *, ''::varchar as user_id from erasures limit 0;
  create temp table staged_repeats (
    kind varchar, id varchar, source varchar, sequence bigint, name varchar, time timestamp, content varchar, batch varchar, received_at timestamp
  );
`;
