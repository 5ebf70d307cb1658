import type { CapturedEvent, Json } from '../shared/event.js';
import type { ProblemLog } from '../shared/problem.js';
import type { StagingDropRecord } from '../shared/protocol.js';
import { createRedaction, type PrivacySettings } from '../shared/redact-value.js';
import { type DamagedRecord, messageToRecords } from './data-message.js';
import { createEventFacts, type EventFacts, enrich } from './enrich.js';
import type { Environment } from './environment.js';
import type { EventCheck } from './event-check.js';
import type { FateWatch } from './fate-watch.js';
import type { Complaint, EventEntry, OutboxEntry } from './outbox.js';
import type { OutboxFailover } from './outbox-failover.js';
import { sanitize } from './sanitize.js';

/** Takes one page's events from the data plane to the log: sanitize → enrich → append. */
export interface Pipeline {
  /** Takes one message of the data plane. Never throws. @returns the number of its last push, 0 for none. */
  receive(message: unknown): number;
  /** Resolves when push number `n` is in an outbox, on the disk or in memory. */
  whenAppended(n: number): Promise<void>;
  /** Resolves when everything that has come is in an outbox. */
  whenReceived(): Promise<void>;
  /** Resolves when push number `n` is durable. */
  whenDurable(n: number): Promise<void>;
  /** Everything up to `n` is durable. */
  advance(n: number): void;
  /** There is no consent any more: what is not stored yet is forgotten, and nothing more is taken. */
  stop(): void;
}

/** Pause after an append failed, ms. The page keeps what is not durable, so waiting loses nothing. */
const appendRetryMs = 1_000;

export interface PipelineParts {
  pageId: string;
  /** The last push that is known to be durable already. */
  durable: number;
  device: { [fact: string]: Json };
  /** @default the built-in rules */
  privacy: PrivacySettings;
  outbox: Pick<OutboxFailover, 'append'>;
  environment: Pick<Environment, 'schedule'>;
  problems: ProblemLog;
  /** Everything up to `n` is durable. */
  onDurable: (n: number) => void;
  /** Something was appended; `isUrgent` when some of it shall not wait. */
  onAppended: (isUrgent: boolean) => void;
  /** The outbox has found that the consent was withdrawn, at `at`, ms since the epoch. */
  onWithdrawn: (at: number) => void;
  /** @default nothing is checked */
  check?: EventCheck | undefined;
  /** Hears of what the page tracks. @default nobody does */
  fates?: Pick<FateWatch, 'follow' | 'appended'> | undefined;
}

export function createPipeline(parts: PipelineParts): Pipeline {
  const { pageId, device, outbox, environment, problems, onDurable, onAppended, onWithdrawn, check, fates } = parts;
  const redaction = createRedaction(parts.privacy);
  let facts: EventFacts | undefined;
  let queue: (OutboxEntry | Promise<OutboxEntry>)[] = [];
  let writing = false;
  let isStopped = false;
  /** The last push that has come. */
  let received = parts.durable;
  const appended = createProgress(parts.durable);
  const durable = createProgress(parts.durable);

  function receive(message: unknown): number {
    if (isStopped) return 0;
    let last = 0;
    for (const record of messageToRecords(message)) {
      if ('context' in record) {
        facts = createEventFacts(pageId, record.context, device, redaction);
      } else {
        queue.push(toEntry(record));
        last = record.n;
      }
    }
    received = Math.max(received, last);
    void write();
    return last;
  }

  function toEntry(record: CapturedEvent | StagingDropRecord | DamagedRecord): OutboxEntry | Promise<OutboxEntry> {
    if ('dropped' in record) {
      // What the visitor has decided is not a trouble.
      if (record.reason !== 'consent')
        problems.report(
          'event-dropped',
          `${record.dropped} events were dropped: more were pushed than the page may hold before they are stored.`,
        );
      return record;
    }
    const isTracked = 'track' in record && record.track === true;
    if (isTracked) fates?.follow(record.n);
    // The page sends its context ahead of every event; without it nothing says where the event belongs.
    const sanitized = 'damaged' in record || !facts ? { rejected: 'unreadable' as const } : sanitize(record, redaction);
    if ('rejected' in sanitized || !facts) {
      const reason = 'rejected' in sanitized ? sanitized.rejected : 'unreadable';
      problems.report('event-rejected', `Push ${record.n} is not an event (${reason}); push { event: 'name', properties: {…} }.`);
      return { n: record.n, rejected: reason };
    }
    const { note, event: name } = sanitized.event;
    if (sanitized.ignored)
      problems.report(
        'option-ignored',
        `"${name}" was taken without ${sanitized.ignored.join(' and ')}; see EventInput for what can be said.`,
      );
    if (note)
      problems.report(
        'properties-too-large',
        `The properties of "${name}" take ${note.bytes} bytes and were left out; send less than 32 KiB.`,
      );
    const entry: EventEntry = { n: record.n, event: enrich(sanitized.event, facts), ...(isTracked && { track: true }) };
    const complaint = check?.(sanitized.event);
    if (complaint === undefined) return entry;
    return 'then' in complaint ? complaint.then((found) => withComplaint(entry, found)) : withComplaint(entry, complaint);
  }

  /** Group commit: one transaction at a time; what arrives meanwhile is the next record batch. */
  async function write(): Promise<void> {
    if (writing) return;
    writing = true;
    while (queue.length > 0) {
      const taken = queue;
      queue = [];
      // Without checks that take their time nothing is waited for.
      const entries = taken.every(isEntry) ? taken : await Promise.all(taken.map(async (each) => each));
      if (isStopped) break;
      try {
        const placed = await outbox.append(pageId, entries);
        const { droppedForRoom, isDurable, withdrawnAt } = placed;
        fates?.appended(entries, placed);
        if (withdrawnAt !== undefined) onWithdrawn(withdrawnAt);
        if (droppedForRoom > 0) {
          problems.report(
            'event-dropped',
            `${droppedForRoom} of the oldest events were dropped: the outbox is full. Raise maxOutboxEvents or maxOutboxBytes.`,
          );
        }
        const last = entries[entries.length - 1]?.n ?? 0;
        appended.reach(last);
        if (isDurable) advance(last);
        onAppended(entries.some(isUrgent));
      } catch (error) {
        problems.report(
          'storage-unavailable',
          `Events could not be stored: ${String(error)}. The page keeps them; the next try is in 1 s.`,
        );
        if (isStopped) break;
        queue = [...entries, ...queue];
        await new Promise<void>((resolve) => environment.schedule(resolve, appendRetryMs));
      }
    }
    writing = false;
  }

  function advance(n: number): void {
    durable.reach(n);
    onDurable(durable.reached());
  }

  function stop(): void {
    isStopped = true;
    queue = [];
  }

  return { receive, whenAppended: appended.when, whenReceived: () => appended.when(received), whenDurable: durable.when, advance, stop };
}

function withComplaint(entry: EventEntry, complaint: Complaint | undefined): EventEntry {
  return complaint ? { ...entry, complaint } : entry;
}

function isEntry(queued: OutboxEntry | Promise<OutboxEntry>): queued is OutboxEntry {
  return !('then' in queued);
}

function isUrgent(entry: OutboxEntry): boolean {
  return 'event' in entry && entry.event.isUrgent === true;
}

/** A number that only grows, and promises that wait for it. */
function createProgress(start: number): { reach(n: number): void; reached(): number; when(n: number): Promise<void> } {
  let reached = start;
  let waiting: { n: number; resolve: () => void }[] = [];
  return {
    reach(n) {
      reached = Math.max(reached, n);
      for (const each of waiting) if (each.n <= reached) each.resolve();
      waiting = waiting.filter((each) => each.n > reached);
    },
    reached: () => reached,
    when: (n) => (n <= reached ? Promise.resolve() : new Promise((resolve) => waiting.push({ n, resolve }))),
  };
}
