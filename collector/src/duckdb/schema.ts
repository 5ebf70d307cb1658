/** Additive only: an existing file keeps working with every later version. All instants are UTC. */
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
  create table if not exists reports (
    id varchar primary key,
    source varchar not null,
    sequence bigint,
    time timestamp not null,
    received_at timestamp not null,
    data json not null
  );
  -- A repeat that came under another number than the event it repeats: the number has arrived, the loss audit must see it.
  create table if not exists repeat_numbers (
    source varchar not null,
    sequence bigint not null,
    id varchar not null,
    primary key (source, sequence)
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
  create temp table staged_events as from events limit 0;
  create temp table staged_reports as from reports limit 0;
  create temp table staged_repeats as from repeat_numbers limit 0;
`;
