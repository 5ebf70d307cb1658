import type { EventInput } from '../shared/event.js';
import type { Problem, ProblemCode } from '../shared/problem.js';
import { type FlushResult, type PipelineStatus, recordSeparator } from '../shared/protocol.js';
import { checkSettings, type Settings } from '../shared/settings.js';
import { attempt } from './attempt.js';
import { createCapture } from './capture.js';
import { withDeadline } from './deadline.js';
import { randomHex } from './identity.js';
import { createJournal } from './journal.js';
import { watchPageContext } from './page-context.js';
import { onConnectionChange, onHidden, onRestored } from './page-lifecycle.js';
import { makeWorker, openPipelineLink, type PipelineLink } from './pipeline-link.js';
import { takeOverQueue } from './queue-takeover.js';
import { createUnacknowledged } from './unacknowledged.js';

/** What `createIgEvents` takes. Everything has a default. */
export interface IgEventsSettings extends Settings {
  /** Makes the worker itself, for pages whose security policy asks for it. Wins over `workerUrl`. */
  createWorker?: () => Worker;
  /** Called for each problem, as `onProblem` does. */
  onProblem?: (problem: Problem) => void;
}

/** The pipeline's face on the page. */
export interface IgEvents {
  /**
   * Takes events. Synchronous: the arguments are read before it returns, later changes to them do not matter.
   * Never throws, whatever it is given; what cannot be an event is counted as rejected.
   *
   * @returns a promise that is always fulfilled already, for callers who expect one from Intelligems' interface.
   */
  push(...events: EventInput[]): Promise<void>;
  /** Sends what is pending without waiting for the schedule. Resolves when everything is delivered or an attempt has failed. */
  flush(): Promise<FlushResult | undefined>;
  /** The account of this page and of the device's outbox. */
  status(): Promise<Status>;
  /** Calls `listener` for each problem (the 1st, 10th, 100th, … of a kind). @returns a function that ends it. */
  onProblem(listener: (problem: Problem) => void): () => void;
  /** Calls `listener` when the page's numbers changed, at most once per task. @returns a function that ends it. */
  onChange(listener: (page: PageStatus) => void): () => void;
  /** Makes what was pushed durable and ends the worker. Events that wait are sent by the next page. */
  close(): Promise<void>;
}

declare global {
  interface Window {
    /** A stub array before the library has loaded, the pipeline's face after. */
    igEvents?: IgEvents | EventInput[];
  }
}

/** What this page load knows by itself, without asking the worker. */
export interface PageStatus {
  /** Pushes since the page was loaded. */
  pushed: number;
  /** Of these, how many are accounted for on disk: stored, or counted as rejected or dropped. */
  durable: number;
  pipeline: 'starting' | 'running' | 'failed' | 'closed';
}

/** `page` counts this page load, `outbox` the device since the outbox was born; it is absent while the pipeline is not running. */
export interface Status {
  page: PageStatus;
  outbox: PipelineStatus | undefined;
  problems: Problem[];
}

/** Deadlines of the control plane, ms: an answer from memory and disk, and a flush that waits for slow requests. */
const statusMs = 10_000;
const flushMs = 150_000;

/** One pipeline per site and page: a second call gets the first one's. */
const running = new Map<string, IgEvents>();
const fulfilled = Promise.resolve();

/**
 * Starts the pipeline, or returns the one that is running for the same site.
 *
 * @throws IgEventsError with code `invalid-settings` when the settings cannot work.
 */
export function createIgEvents(settings: IgEventsSettings = {}): IgEvents {
  const checked = checkSettings(settings, toAbsoluteUrl);
  const known = running.get(checked.site);
  if (known) return known;

  const held = createUnacknowledged();
  const capture = createCapture();
  const pageId = randomHex(16);
  const journal = createJournal(checked.site, pageId);
  const problemListeners = new Set<(problem: Problem) => void>(settings.onProblem && [settings.onProblem]);
  const changeListeners = new Set<(page: PageStatus) => void>();
  const problems: Problem[] = [];
  const listening = new AbortController();
  const context = watchPageContext(checked, listening.signal);
  const page: PageStatus = { pushed: 0, durable: 0, pipeline: 'starting' };
  let isPostDue = false;
  /** From the first sign that the page is going until it is seen again. */
  let isLeaving = false;

  function pushOne(item: unknown): void {
    page.pushed += 1;
    if (!isPostDue || context.hasMoved()) tellContext();
    if (!isPostDue) capture.startTask();
    held.hold(page.pushed, capture.toText(item, page.pushed));
    if (isPostDue) return;
    isPostDue = true;
    // Not a timer: that would add up to 4 ms, in hidden tabs a second, to the time until the event is durable.
    queueMicrotask(post);
  }

  function tellContext(): void {
    const text = context.changed();
    if (text !== undefined) held.setContext(`{"context":${text}}`);
  }

  function post(): void {
    if (!isPostDue) return;
    isPostDue = false;
    link?.post(held.take().join(recordSeparator));
    if (isLeaving) journal.write(held.all());
    tellChange();
  }

  function onDurable(n: number): void {
    page.durable = n;
    if (held.release(n)) journal.write([]);
    tellChange();
  }

  function tellChange(): void {
    tell(changeListeners, { ...page });
  }

  function become(state: PageStatus['pipeline']): void {
    page.pipeline = state;
    tellChange();
  }

  function onOpen(): void {
    become('running');
    for (const { pageId: leftPageId, message, remove } of journal.left()) {
      if (leftPageId === pageId) continue;
      void ask((api) => api.recover(leftPageId, message), flushMs).then((isDurable) => isDurable && remove());
    }
  }

  function onFailure(reason: string): void {
    if (!isOpen()) return;
    become('failed');
    report('worker-failed', `The worker failed: ${reason}. Check worker-src of the page's policy, workerUrl and createWorker.`);
  }

  function report(code: ProblemCode, message: string): void {
    const problem = { code, message, count: 1, at: Date.now() };
    problems.push(problem);
    tell(problemListeners, problem);
  }

  /** A call to the pipeline; undefined where it is not running, fails or takes too long. */
  async function ask<Answer>(call: (api: PipelineLink['api']) => Promise<Answer>, ms: number): Promise<Answer | undefined> {
    return link && isOpen() ? withDeadline(call(link.api), ms) : undefined;
  }

  const isOpen = (): boolean => page.pipeline === 'starting' || page.pipeline === 'running';
  const link = openPipelineLink({
    request: { pageId, settings: checked },
    makeWorker: settings.createWorker ?? (() => makeWorker(settings.workerUrl)),
    onDurable,
    onProblem: (problem) => tell(problemListeners, problem),
    onOpen,
    onFailure,
  });
  onHidden(() => {
    context.save();
    isLeaving = true;
    post();
    journal.write(held.all());
    void ask((api) => api.hide(), flushMs);
  }, listening.signal);
  onRestored(() => {
    isLeaving = false;
  }, listening.signal);
  onConnectionChange((online) => void ask((api) => api.setOnline(online), statusMs), listening.signal);

  const client: IgEvents = {
    push(...events) {
      for (const event of events) {
        try {
          pushOne(event);
        } catch {
          // Nothing in here throws; should it ever, it is not the host page's concern.
        }
      }
      return fulfilled;
    },
    flush() {
      post();
      return ask((api) => api.flush(page.pushed), flushMs);
    },
    async status() {
      const outbox = await ask((api) => api.status(), statusMs);
      return { page: { ...page }, outbox, problems: problems.concat(outbox?.problems ?? []) };
    },
    onProblem: (listener) => subscribe(problemListeners, listener),
    onChange: (listener) => subscribe(changeListeners, listener),
    async close() {
      post();
      const n = page.pushed;
      if (await ask((api) => api.close(n), statusMs)) onDurable(n);
      listening.abort();
      running.delete(checked.site);
      link?.end();
      become('closed');
    },
  };
  running.set(checked.site, client);
  if (settings.installGlobal ?? true)
    takeOverQueue(client, (found) =>
      report('global-taken', `window.igEvents is taken (${found}): what is pushed there does not reach igevents.`),
    );
  return client;
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell<Fact>(listeners: Set<(fact: Fact) => void>, fact: Fact): void {
  for (const listener of listeners) attempt(() => listener(fact), undefined);
}

function toAbsoluteUrl(url: string): string | undefined {
  return attempt(() => new URL(url, location.href).href, undefined);
}
