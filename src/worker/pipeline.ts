import type { CapturedEvent, Json } from '../shared/event.js';
import type { ProblemLog } from '../shared/problem.js';
import type { StagingDropRecord } from '../shared/protocol.js';
import { type DamagedRecord, messageToRecords } from './data-message.js';
import { createEventFacts, type EventFacts, enrich } from './enrich.js';
import type { Environment } from './environment.js';
import type { Outbox, OutboxEntry } from './outbox.js';
import { sanitize } from './sanitize.js';

/** Takes one page's events from the data plane to the log: sanitize → enrich → append. */
export interface Pipeline {
  /** Takes one message of the data plane. Never throws. @returns the number of its last push, 0 for none. */
  receive(message: unknown): number;
  /** Resolves when push number `n` is durable. */
  whenDurable(n: number): Promise<void>;
}

/** Pause after an append failed, ms. The page keeps what is not durable, so waiting loses nothing. */
const appendRetryMs = 1_000;

export interface PipelineParts {
  pageId: string;
  device: { [fact: string]: Json };
  outbox: Pick<Outbox, 'append'>;
  environment: Pick<Environment, 'schedule'>;
  problems: ProblemLog;
  /** Told after each commit: everything up to `n` is durable. */
  onDurable: (n: number) => void;
}

export function createPipeline({ pageId, device, outbox, environment, problems, onDurable }: PipelineParts): Pipeline {
  let facts: EventFacts | undefined;
  let queue: OutboxEntry[] = [];
  let writing = false;
  let durable = 0;
  let waiting: { n: number; resolve: () => void }[] = [];

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
        const { droppedForRoom } = await outbox.append(pageId, entries);
        if (droppedForRoom > 0) {
          problems.report(
            'event-dropped',
            `${droppedForRoom} of the oldest events were dropped: the outbox is full. Raise maxOutboxEvents or maxOutboxBytes.`,
          );
        }
        advance(entries[entries.length - 1]?.n ?? durable);
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
    durable = Math.max(durable, n);
    onDurable(durable);
    const reached = waiting.filter((each) => each.n <= durable);
    waiting = waiting.filter((each) => each.n > durable);
    for (const { resolve } of reached) resolve();
  }

  return {
    receive,
    whenDurable: (n) => (n <= durable ? Promise.resolve() : new Promise((resolve) => waiting.push({ n, resolve }))),
  };
}
