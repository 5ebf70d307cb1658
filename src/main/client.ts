import type { EventInput } from '../shared/event.js';
import { createProblemLog, type Problem } from '../shared/problem.js';
import { checkSettings } from '../shared/settings.js';
import { attempt } from './attempt.js';
import { createCapture } from './capture.js';
import { withDeadline } from './deadline.js';
import { randomHex } from './identity.js';
import type { IgEvents, IgEventsSettings, PageStatus } from './ig-events.js';
import { createJournal } from './journal.js';
import { readOutboxMark, writeOutboxMark } from './outbox-mark.js';
import { watchPageContext } from './page-context.js';
import { onConnectionChange, onHidden, onRestored } from './page-lifecycle.js';
import { createPageHost, createWorkerHost, loadOnPage, makeWorker } from './pipeline-host.js';
import { openPipelineLink } from './pipeline-link.js';
import { takeOverQueue } from './queue-takeover.js';
import { runningPipelines } from './running-pipelines.js';
import { createUnacknowledged } from './unacknowledged.js';

declare global {
  interface Window {
    /** A stub array before the library has loaded, the pipeline's face after. */
    igEvents?: IgEvents | EventInput[];
  }
}

/** Deadlines of the control plane, ms: an answer from memory and disk, and a flush that waits for slow requests. */
const statusMs = 10_000;
const flushMs = 150_000;

const fulfilled = Promise.resolve();

/**
 * Starts the pipeline, or returns the one that is running for the same site, even if another copy of the library has started it.
 *
 * @throws IgEventsError with code `invalid-settings` when the settings cannot work.
 */
export function createIgEvents(settings: IgEventsSettings = {}): IgEvents {
  const checked = checkSettings(settings, toAbsoluteUrl);
  const { site } = checked;
  const running = runningPipelines();
  const known = running.get(site);
  if (known) return known;

  const held = createUnacknowledged();
  const capture = createCapture();
  const pageId = randomHex(16);
  const journal = createJournal(site, pageId);
  const problemListeners = new Set<(problem: Problem) => void>(settings.onProblem && [settings.onProblem]);
  const changeListeners = new Set<(page: PageStatus) => void>();
  const onProblem = (problem: Problem): void => tell(problemListeners, problem);
  const problems = createProblemLog(Date.now, onProblem);
  const listening = new AbortController();
  const context = watchPageContext(checked, listening.signal);
  const page: PageStatus = { pushed: 0, durable: 0, pipeline: 'starting', thread: 'worker' };
  let isPostDue = false;
  /** From the first sign that the page is going until it is seen again. */
  let isLeaving = false;
  let isPersistDue = checked.persist ?? checked.preset === 'kiosk';

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
    link.post();
    if (isLeaving || page.pipeline === 'failed' || page.pipeline === 'closed') journal.write(held.all());
    tellChange();
  }

  function onDurable(n: number): void {
    if (!(n > page.durable)) return;
    page.durable = n;
    held.release(n);
    if (held.isEmpty()) journal.write([]);
    tellChange();
  }

  function tellChange(): void {
    tell(changeListeners, { ...page });
  }

  function onState(state: PageStatus['pipeline'], thread = page.thread): void {
    page.pipeline = state;
    page.thread = thread;
    if (state === 'running') onOpen();
    if (state === 'failed') journal.write(held.all());
    tellChange();
  }

  function onOpen(): void {
    for (const { pageId: leftPageId, message, remove } of journal.left()) {
      if (leftPageId === pageId) continue;
      void link.ask((api) => api.recover(leftPageId, message), flushMs).then((isDurable) => isDurable && remove());
    }
    // A worker cannot ask this.
    if (isPersistDue) attempt(() => void withDeadline(navigator.storage.persist(), statusMs), undefined);
    isPersistDue = false;
  }

  const link = openPipelineLink({
    held,
    makeHost: (thread, onError) =>
      thread === 'page'
        ? createPageHost(loadOnPage)
        : createWorkerHost(settings.createWorker ?? (() => makeWorker(settings.workerUrl)), onError),
    makeRequest: () => ({ pageId, settings: checked, durable: page.durable, mark: readOutboxMark(site) }),
    listener: { onProblem, onOutbox: (mark) => writeOutboxMark(site, mark) },
    schedule(task, ms) {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    onDurable,
    onState,
    onTrouble: (message) => problems.report('worker-failed', message),
  });
  onHidden(() => {
    context.save();
    isLeaving = true;
    post();
    journal.write(held.all());
    link.sleep();
    void link.ask((api) => api.hide(), flushMs);
  }, listening.signal);
  onRestored(() => {
    isLeaving = false;
    link.wake();
  }, listening.signal);
  onConnectionChange((online) => {
    if (online) link.retry();
    void link.ask((api) => api.setOnline(online), statusMs);
  }, listening.signal);

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
      return link.ask((api) => api.flush(page.pushed), flushMs);
    },
    async status() {
      const outbox = await link.ask((api) => api.status(), statusMs);
      return { page: { ...page }, outbox, problems: problems.list().concat(outbox?.problems ?? []) };
    },
    onProblem: (listener) => subscribe(problemListeners, listener),
    onChange: (listener) => subscribe(changeListeners, listener),
    deadLetters: async () => (await link.ask((api) => api.deadLetters(), statusMs)) ?? [],
    requeue: async (ids) => (await link.ask((api) => api.requeue(ids), statusMs)) ?? 0,
    purge: async (ids) => (await link.ask((api) => api.purge(ids), statusMs)) ?? 0,
    async close() {
      post();
      const n = page.pushed;
      if (await link.ask((api) => api.close(n), statusMs)) onDurable(n);
      journal.write(held.all());
      listening.abort();
      running.delete(site);
      link.end();
      onState('closed');
    },
  };
  running.set(site, client);
  if (settings.installGlobal ?? true)
    takeOverQueue(client, (found) =>
      problems.report('global-taken', `window.igEvents is taken (${found}): what is pushed there does not reach igevents.`),
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
