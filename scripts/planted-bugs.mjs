/**
 * Bugs as somebody might write them: each a few characters of the sources put otherwise. scripts/mutate.mjs plants them in a copy, one at a
 * time, and fails when the simulation overlooks one, or when a text is no longer found in its file exactly once.
 */
const worker = 'src/worker/';
const main = 'src/main/';
const shared = 'src/shared/';

const one = (bug, file, find, put) => ({ bug, edits: [{ file, find, put }] });

export const plantedBugs = [
  // ---- When something counts as durable
  one(
    'the page is told before the append',
    `${worker}pipeline.ts`,
    'const placed = await outbox.append(pageId, entries);',
    'advance(entries[entries.length - 1]?.n ?? 0); const placed = await outbox.append(pageId, entries);',
  ),
  one('what is in memory is called durable', `${worker}outbox-failover.ts`, 'isDurable: false', 'isDurable: true'),
  one('memory tells the page more than has left it', `${worker}outbox-failover.ts`, '(waiting.get(pageId) ?? to + 1) - 1', 'to'),
  one(
    'a journal is called recovered when it is in memory',
    `${worker}pipeline-api.ts`,
    'await pipeline.whenDurable(pipeline.receive(message));',
    'await pipeline.whenAppended(pipeline.receive(message));',
  ),
  one('close says yes at once', `${worker}pipeline-api.ts`, 'pipeline.whenDurable(n).then(() => true)', 'Promise.resolve(true)'),
  one(
    'strict durability does not reach the disk',
    `${worker}build-pipeline.ts`,
    'runtime.createStore({ site, durability, environment, mayRecreate })',
    "runtime.createStore({ site, durability: 'relaxed', environment, mayRecreate })",
  ),
  one('the page lets go of one event too many', `${main}handover.ts`, 'record.n > n', 'record.n > n + 1'),
  one(
    'a new worker does not get what is held',
    `${main}handover.ts`,
    'return [held.firstContext, ...held.records.map(recordText)].filter(Boolean);',
    'return [];',
  ),
  one(
    'a journal is removed when it is read',
    `${main}left-journals.ts`,
    'const message = readStored(key);',
    'const message = readStored(key); removeStored(key);',
  ),
  one(
    'a journal is removed although its page has written more',
    `${main}left-journals.ts`,
    'if (readStored(key) === message) removeStored(key);',
    'removeStored(key);',
  ),

  // ---- The log
  one('repeats are not recognised', `${worker}create-outbox.ts`, 'entry.n > (page?.n ?? 0)', 'entry.n > 0'),
  one('the mark of a page is not written', `${worker}create-outbox.ts`, 'tables.putPageMark(pageId, { n: last.n, at: now() });', ''),
  one('what is gone is always called delivered', `${worker}fate-watch.ts`, "isSure ? 'delivered' : 'unknown'", "'delivered'"),
  one('what the collector rejects is called delivered', `${worker}departures.ts`, 'fates.byId.size === 0 && spilled', 'spilled'),
  one('an own id hides whose push it is', `${worker}record-batch.ts`, '"(?:push|id)":"', '"id":"'),
  one('marks of pages that live are pruned', `${worker}create-outbox.ts`, 'now() - pageMarkMs', 'now()'),
  {
    bug: 'the head is kept between transactions',
    edits: [
      { file: `${worker}head-change.ts`, find: 'let known = mark;', put: 'let known = mark; let cached: Head | undefined;' },
      { file: `${worker}head-change.ts`, find: 'const head = before ?? create();', put: 'const head = (cached ??= before ?? create());' },
    ],
  },
  one('events given up for room are not counted', `${worker}make-room.ts`, 'if (dropped > 0) countDrops(head, { [reason]: dropped });', ''),
  one(
    'room is not made',
    `${worker}create-outbox.ts`,
    'const made = await makeRoom(tables, head, roomLimits, roomReason);',
    'const made = { dropped: 0, left: [] };',
  ),
  one(
    'new events that find no room are not counted',
    `${worker}append-entries.ts`,
    'countDrops(head, { [reason]:',
    'countDrops({ ...head, dropped: {} }, { [reason]:',
  ),
  one(
    'a row that cannot be read stops the queue',
    `${worker}create-outbox.ts`,
    'const isDamaged = hasJunk || (isEmpty',
    'const isDamaged = !hasJunk && (isEmpty',
  ),
  one(
    'rows of a newer version are taken for junk',
    `${worker}stored-rows.ts`,
    'return formatOf(row) > 1 && isCounted(row);',
    'return false;',
  ),
  one(
    'a lost database is not counted',
    `${worker}head-change.ts`,
    'if (known && known.pending > 0) head.dropped[lossReason()] = known.pending;',
    '',
  ),
  one(
    'a database is made anew at the first sign of damage',
    `${worker}build-pipeline.ts`,
    'failedOpens >= maxFailedOpens;',
    'failedOpens >= 0;',
  ),

  // ---- From memory to the disk
  one('a move does not look at what the disk has', `${worker}absorb.ts`, 'left = withoutKnown(left, pageId, known);', ''),
  one(
    'a move forgets the marks of its pages',
    `${worker}absorb.ts`,
    'tables.putPageMark(pageId, { n: Math.max(known, to), at: now });',
    '',
  ),
  one('a move forgets the dead letters', `${worker}absorb.ts`, 'head.buried += left.head.buried;', ''),

  // ---- Delivery
  one(
    'events are deleted before they are acknowledged',
    `${worker}flusher.ts`,
    'const attempt = await send(outboxId, taken, schedule, keepalive);',
    "await outbox.settle(claim, taken, { others: { kind: 'delivered' }, byId: new Map() }, schedule); const attempt = await send(outboxId, taken, schedule, keepalive);",
  ),
  one('any success is an acknowledgement', `${worker}delivery.ts`, "if (acknowledge === 'status') {", "if (acknowledge !== 'never') {"),
  one(
    'the acknowledgement of another batch is accepted',
    `${shared}cloud-event.ts`,
    "value['batch'] !== batch",
    "value['batch'] === undefined",
  ),
  one(
    'rejected events are deleted as delivered',
    `${worker}settlement.ts`,
    '(fates.byId.get(envelopeOf(text).id) ?? fates.others)',
    'fates.others',
  ),
  one(
    'rows that were given up meanwhile are counted as delivered',
    `${worker}settlement.ts`,
    'if (!row.report && present.has(row.first)) settlement.delivered += row.count;',
    'if (!row.report) settlement.delivered += row.count;',
  ),
  one(
    'one range is deleted, whoever stands in it',
    `${worker}settlement.ts`,
    'if (keys.length === gone.length) tables.deleteRows(first, last);',
    'if (keys.length >= gone.length) tables.deleteRows(first, last);',
  ),
  one(
    'a refused batch is buried whole',
    `${worker}retry-policy.ts`,
    "if (sent.events === 1) return { verdict: 'bury'",
    "if (sent.events > 0) return { verdict: 'bury'",
  ),
  one(
    'a batch that is too large is dropped whole',
    `${worker}retry-policy.ts`,
    "if (sent.events === 1) return { verdict: 'drop'",
    "if (sent.events > 0) return { verdict: 'drop'",
  ),
  one(
    'a batch that is too large is sent again as it is',
    `${worker}retry-policy.ts`,
    'bytes: Math.floor(sent.bytes / 2)',
    'bytes: 2 * sent.bytes',
  ),
  one('buried events are not counted', `${worker}dead-letters.ts`, 'head.buried += 1;', ''),
  one('parked events are never put back', `${worker}dead-letters.ts`, 'if (head.parked === 0) return;', 'if (head.parked >= 0) return;'),
  one(
    'losses are not reported',
    `${worker}append-report.ts`,
    'if (!isReportDue(head)) return;',
    'if (isReportDue(head) || !isReportDue(head)) return;',
  ),
  one(
    'batches ignore their limit',
    `${worker}record-batch.ts`,
    'if (taken.length > 0 && (count + next.count > limits.events',
    'if (taken.length > 5 && (count + next.count > limits.events',
  ),

  // ---- When to try
  one('failures are forgotten', `${worker}retry-policy.ts`, 'failures: schedule.failures + 1 }', 'failures: 1 }'),
  one(
    'Retry-After is not heeded',
    `${worker}retry-policy.ts`,
    "if (retryAfterMs === undefined) return wait(failed, own, 'backoff', moment);",
    "return wait(failed, own, 'backoff', moment);",
  ),
  one(
    'the wait is not written down',
    `${worker}create-outbox.ts`,
    'const write = async (_tables: OutboxTables, head: Head): Promise<true> => {\n          head.schedule = schedule;',
    'const write = async (_tables: OutboxTables, _head: Head): Promise<true> => {',
  ),
  {
    bug: 'a clock that was set back makes a wait of years',
    edits: [
      { file: `${worker}retry-policy.ts`, find: 'schedule.nextAttemptAt - now > schedule.waitMs ?', put: 'schedule.nextAttemptAt < 0 ?' },
      {
        file: `${worker}retry-policy.ts`,
        find: 'Math.min(schedule.nextAttemptAt - now, schedule.waitMs)',
        put: 'schedule.nextAttemptAt - now',
      },
    ],
  },

  // ---- Several tabs
  one(
    'an old claim still lets delete',
    `${worker}head-change.ts`,
    'return head.fence === claim.fence && head.outboxId === claim.outboxId;',
    'return head.outboxId === claim.outboxId;',
  ),
  one(
    'the lock is not taken',
    `${worker}flush-lock.ts`,
    'return await given.request(name, { signal: patience.signal }, start);',
    'return await start();',
  ),
  one(
    'the lock is stolen from whoever is busy',
    `${worker}flush-lock.ts`,
    'const isStuck = progressAt > now || now - progressAt >= patienceMs;',
    'const isStuck = now > 0;',
  ),
  one(
    'a frozen holder is waited for without end',
    `${worker}flush-lock.ts`,
    'return (await mayOvertake()) ?',
    'return (await mayOvertake()) && !locks ?',
  ),
  one(
    'a lease is taken from whoever has it',
    `${worker}create-outbox.ts`,
    'if (isOthers && (leaseMs === 0 || (idleMs >= 0 && idleMs < leaseMs))) return false;',
    '',
  ),

  // ---- A full disk
  one(
    'a full disk loses what was not delivered',
    `${worker}full-disk.ts`,
    'const rows = rowsDelivered(taken, fates, new Set(await tables.rowKeys(...keysOf(taken))));',
    'const rows = taken.rows;',
  ),
  one(
    'a full disk is not counted anew',
    `${worker}full-disk.ts`,
    'if (mayBeUntold && !(await tables.pageMark(toldKey))) await count(tables, head);',
    '',
  ),
];
