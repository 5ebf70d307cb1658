import type { CapturedEvent, Json } from '../shared/event.js';
import type { ProblemLog } from '../shared/problem.js';
import type { StagingDropRecord } from '../shared/protocol.js';
import { type DamagedRecord, messageToRecords } from './data-message.js';
import { createEventFacts, type EventFacts, enrich } from './enrich.js';
import type { Environment } from './environment.js';
import type { OutboxEntry } from './outbox.js';
import type { OutboxFailover } from './outbox-failover.js';
import { sanitize } from './sanitize.js';

/** Takes one page's events from the data plane to the log: sanitize → enrich → append. */
export interface Pipeline {
  /** Takes one message of the data plane. Never throws. @returns the number of its last push, 0 for none. */
  receive(message: unknown): number;
  /** Resolves when push number `n` is in an outbox, on the disk or in memory. */
  whenAppended(n: number): Promise<void>;
  /** Resolves when push number `n` is durable. */
  whenDurable(n: number): Promise<void>;
  /** Everything up to `n` is durable. */
  advance(n: number): void;
}

/** Pause after an append failed, ms. The page keeps what is not durable, so waiting loses nothing. */
const appendRetryMs = 1_000;

export interface PipelineParts {
  pageId: string;
  /** The last push that is known to be durable already. */
  durable: number;
  device: { [fact: string]: Json };
  outbox: Pick<OutboxFailover, 'append'>;
  environment: Pick<Environment, 'schedule'>;
  problems: ProblemLog;
  /** Everything up to `n` is durable. */
  onDurable: (n: number) => void;
  /** Something was appended. */
  onAppended: () => void;
}

export function createPipeline(parts: PipelineParts): Pipeline {
  const { pageId, device, outbox, environment, problems, onDurable, onAppended } = parts;
  let facts: EventFacts | undefined;
  let queue: OutboxEntry[] = [];
  let writing = false;
  const appended = createProgress(parts.durable);
  const durable = createProgress(parts.durable);

  function receive(message: unknown): number {
    let last = 0;
    for (const record of messageToRecords(message)) {
      if ('context' in record) {
        facts = createEventFacts(pageId, record.context, device);
      } else {
        queue.push(toEntry(record));
        last = record.n;
      }
    }
    void write();
    return last;
  }

  function toEntry(record: CapturedEvent | StagingDropRecord | DamagedRecord): OutboxEntry {
    if ('dropped' in record) {
      problems.report(
        'event-dropped',
        `${record.dropped} events were dropped: more were pushed than the page may hold before they are stored.`,
      );
      return record;
    }
    // The page sends its context ahead of every event; without it nothing says where the event belongs.
    const sanitized = 'damaged' in record || !facts ? { rejected: 'unreadable' as const } : sanitize(record);
    if ('rejected' in sanitized || !facts) {
      const reason = 'rejected' in sanitized ? sanitized.rejected : 'unreadable';
      problems.report('event-rejected', `Push ${record.n} is not an event (${reason}); push { event: 'name', properties: {…} }.`);
      return { n: record.n, rejected: reason };
    }
    const { note, event: name } = sanitized.event;
    if (note)
      problems.report(
        'properties-too-large',
        `The properties of "${name}" take ${note.bytes} bytes and were left out; send less than 32 KiB.`,
      );
    return { n: record.n, event: enrich(sanitized.event, facts) };
  }

  /** Group commit: one transaction at a time; what arrives meanwhile is the next record batch. */
  async function write(): Promise<void> {
    if (writing) return;
    writing = true;
    while (queue.length > 0) {
      const entries = queue;
      queue = [];
      try {
        const { droppedForRoom, isDurable } = await outbox.append(pageId, entries);
        if (droppedForRoom > 0) {
          problems.report(
            'event-dropped',
            `${droppedForRoom} of the oldest events were dropped: the outbox is full. Raise maxOutboxEvents or maxOutboxBytes.`,
          );
        }
        const last = entries[entries.length - 1]?.n ?? 0;
        appended.reach(last);
        if (isDurable) advance(last);
        onAppended();
      } catch (error) {
        problems.report(
          'storage-unavailable',
          `Events could not be stored: ${String(error)}. The page keeps them; the next try is in 1 s.`,
        );
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

  return { receive, whenAppended: appended.when, whenDurable: durable.when, advance };
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
