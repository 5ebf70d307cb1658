import type { InspectedPipeline } from '../../src/main/devtools.js';
import type { PageStatus } from '../../src/main/index.js';
import type { Problem } from '../../src/shared/problem.js';
import type { BatchAttempt, BuriedEvent, Counters, FlusherState, PendingEvent, PipelineStatus } from '../../src/shared/protocol.js';

/** What a given pipeline answers. */
export interface GivenFacts {
  counters: Partial<Counters>;
  flusher: FlusherState;
  deliveredAt: number | undefined;
  problems: Problem[];
  batches: BatchAttempt[];
  oldest: PendingEvent[];
  letters: BuriedEvent[];
  lines: string;
}

/** A pipeline whose state a test writes, for those who look at one. */
export interface GivenPipeline extends InspectedPipeline {
  /** How often the outbox was asked. */
  readonly asked: number;
  readonly flushes: number;
  /** Changes what the page tells by itself, and tells it. */
  change(page: Partial<PageStatus>): void;
  /** Changes what is answered. */
  set(facts: Partial<GivenFacts>): void;
  report(problem: Problem): void;
  readonly requeued: (readonly string[] | undefined)[];
  readonly purged: (readonly string[] | undefined)[];
}

export function makePipeline(given: Partial<GivenFacts> & { page?: Partial<PageStatus> } = {}): GivenPipeline {
  let page: PageStatus = { pushed: 0, durable: 0, withheld: 0, consent: 'granted', pipeline: 'running', thread: 'worker', ...given.page };
  let facts: GivenFacts = {
    counters: {},
    flusher: { name: 'idle' },
    deliveredAt: undefined,
    problems: [],
    batches: [],
    oldest: [],
    letters: [],
    lines: '',
    ...given,
  };
  const counts = { asked: 0, flushes: 0 };
  const listeners = new Set<(page: PageStatus) => void>();
  const problemListeners = new Set<(problem: Problem) => void>();
  const requeued: (readonly string[] | undefined)[] = [];
  const purged: (readonly string[] | undefined)[] = [];
  const noCounters: Counters = { delivered: 0, duplicates: 0, pending: 0, pendingBytes: 0, dropped: {}, rejected: {}, buried: 0 };

  function outbox(): PipelineStatus {
    const { counters, flusher, deliveredAt, problems } = facts;
    return { outboxId: 'o1', storage: 'disk', counters: { ...noCounters, ...counters }, flusher, deliveredAt, problems };
  }

  function leave(kept: (readonly string[] | undefined)[], ids: readonly string[] | undefined): number {
    kept.push(ids);
    const left = facts.letters.filter(({ id }) => ids !== undefined && !ids.includes(id));
    const count = facts.letters.length - left.length;
    facts = { ...facts, letters: left };
    return count;
  }

  return {
    get page() {
      return page;
    },
    pageId: 'p1',
    get asked() {
      return counts.asked;
    },
    get flushes() {
      return counts.flushes;
    },
    async status() {
      counts.asked += 1;
      return { page, outbox: outbox(), problems: facts.problems };
    },
    inspect: async () => ({ batches: facts.batches, oldest: facts.oldest }),
    deadLetters: async () => facts.letters,
    requeue: async (ids) => leave(requeued, ids),
    purge: async (ids) => leave(purged, ids),
    async flush() {
      counts.flushes += 1;
      return { delivered: 1, pending: 0, state: facts.flusher };
    },
    exportEvents: async () => facts.lines,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onProblem(listener) {
      problemListeners.add(listener);
      return () => problemListeners.delete(listener);
    },
    change(changes) {
      page = { ...page, ...changes };
      for (const listener of listeners) listener(page);
    },
    set(changes) {
      facts = { ...facts, ...changes };
    },
    report(problem) {
      for (const listener of problemListeners) listener(problem);
    },
    requeued,
    purged,
  };
}
