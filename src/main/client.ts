import type { EventInput, PageLocation } from '../shared/event.js';
import { ownEventId } from '../shared/event-id.js';
import type { Problem } from '../shared/problem.js';
import { checkSettings } from '../shared/settings.js';
import { attempt } from './attempt.js';
import { createCapture } from './capture.js';
import { coarse } from './coarse-redaction.js';
import { type ConsentChoice, choiceKey, firstChoice, parseChoice, toConsent, writeChoice } from './consent-choice.js';
import { withDeadline } from './deadline.js';
import { createFacade } from './facade.js';
import type { IgEvents, IgEventsSettings, PageStatus } from './ig-events.js';
import { createJournal } from './journal.js';
import { markKey } from './outbox-mark.js';
import { watchPageContext } from './page-context.js';
import type { PageCore, PagePipeline, RareMembers } from './page-core.js';
import { onHidden, onRestored } from './page-lifecycle.js';
import { readStored } from './page-storage.js';
import { takeOverQueue } from './queue-takeover.js';
import { randomHex } from './random-hex.js';
import { runningPipelines } from './running-pipelines.js';
import { createTee } from './tee.js';
import { createTracked, type TrackedPushes } from './tracked.js';
import { createUnacknowledged, pageRoom, pendingRoom } from './unacknowledged.js';
import { createVisitor } from './visitor.js';

declare global {
  interface Window {
    /** A stub array before the library has loaded, the pipeline's face after. */
    igEvents?: IgEvents | EventInput[];
  }
}

/** What is special about a push: it was made earlier, or elsewhere, or somebody waits to hear what becomes of it. */
interface PushStamp {
  at?: number;
  page?: PageLocation;
  isTracked?: boolean;
  /** Pushed by the library itself: no other library gets it. */
  isOwn?: boolean;
}

/** Deadline of a call, ms: a flush waits for slow requests. */
const callMs = 150_000;
/** Pause after the pipeline's part of the page could not be loaded, ms. */
const loadRetryMs = 300_000;

const fulfilled = Promise.resolve();

/**
 * Starts the pipeline, or returns the one that is running for the same site, even if another copy of the library has started it.
 *
 * On a server it gives a face that does nothing, so that a module may call it that is rendered there, too.
 *
 * @throws IgEventsError with code `invalid-settings` when the settings cannot work.
 */
export function createIgEvents(given: IgEventsSettings = {}): IgEvents {
  // What renders the page has no page: there nothing is kept, and nothing starts.
  const isServer = typeof document === 'undefined';
  const { context: facts = {}, consent, ...plain } = given;
  const [adapter, word] = typeof consent === 'function' ? [consent] : [undefined, consent];
  const settings = checkSettings({ ...plain, ...(word && { consent: word }) }, toAbsoluteUrl);
  const { site } = settings;
  const running = runningPipelines();
  const known = running.get(site);
  if (known) return known;

  const capture = createCapture();
  const visitor = createVisitor(settings.sessionIdleMs ?? 1_800_000);
  const context = watchPageContext(facts, visitor);
  const pageId = randomHex(16);
  const journal = createJournal(site, pageId);
  const tee = createTee();
  const tracked: TrackedPushes = new Map();
  const problemListeners = new Set<(problem: Problem) => void>(given.onProblem && [given.onProblem]);
  const changeListeners = new Set<(page: PageStatus) => void>();
  const listening = new AbortController();
  const { signal } = listening;
  const choice: ConsentChoice = isServer ? { consent: 'denied', at: 0 } : firstChoice(settings, adapter !== undefined, Date.now());
  const held = createUnacknowledged(choice.consent === 'granted' ? pageRoom : pendingRoom);
  const page: PageStatus = { pushed: 0, durable: 0, withheld: 0, consent: choice.consent, pipeline: 'off', thread: 'worker' };
  tee.obey(page.consent);
  let told = { ...page };
  let pipeline: PagePipeline | undefined;
  let loading: Promise<PagePipeline> | undefined;
  let tellReady: () => void;
  const ready = new Promise<void>((resolve) => {
    tellReady = resolve;
  });
  let release = (): void => {};
  let isPostDue = false;
  /** From the first sign that the page is going until it is seen again. */
  let isLeaving = false;

  const core: PageCore = {
    pageId,
    settings,
    given,
    page,
    held,
    visitor,
    context,
    tee,
    tracked,
    listening,
    choice,
    async decide(next) {
      const from = page.consent;
      // The same decision may be told in two ways.
      if (next !== core.choice && next.at <= core.choice.at) return;
      core.choice = next;
      page.consent = next.consent;
      tee.obey(page.consent);
      writeJournal();
      tellChange();
      await ask((loaded) => loaded.obey(from));
    },
    redact: (text) => coarse(text, settings.redactKeys),
    writeJournal,
    tellChange,
    onProblem: (problem) => tell(problemListeners, problem),
    end() {
      listening.abort();
      running.delete(site);
      release();
    },
  };

  function pushOne(item: unknown, stamp: PushStamp = {}): void {
    if (page.consent === 'denied') {
      page.pushed += 1;
      page.withheld += 1;
      held.drop(page.pushed, true);
    } else {
      if (!isPostDue || stamp.page || context.hasMoved()) held.newContext = context.changed(stamp.page) ?? held.newContext;
      if (!isPostDue) capture.startTask();
      // What a shop's own hook returns is checked like anything that is pushed.
      const seen = given.beforeStore ? attempt<unknown>(() => given.beforeStore?.(item as EventInput), null) : item;
      // Counted last: the shop's own functions may push themselves.
      page.pushed += 1;
      const text = capture.toText(seen, page.pushed, stamp);
      held.hold(page.pushed, text);
      if (!stamp.isOwn) tee.forward(text);
    }
    if (isPostDue) return;
    isPostDue = true;
    // Not a timer: that would add up to 4 ms, in hidden tabs a second, to the time until the event is durable.
    queueMicrotask(post);
  }

  function post(): void {
    if (!isPostDue) return;
    isPostDue = false;
    pipeline?.post();
    if (isLeaving || page.pipeline === 'failed' || page.pipeline === 'closed') writeJournal();
    tellChange();
  }

  function writeJournal(): void {
    journal.write(
      page.consent === 'granted'
        ? held
            .all()
            .map((text) => core.redact(text))
            .filter(Boolean)
        : [],
    );
  }

  function tellChange(): void {
    told = { ...page };
    if (page.pipeline === 'running') tellReady();
    tell(changeListeners, told);
  }

  function load(): Promise<PagePipeline> {
    if (loading) return loading;
    loading = import('./open-pipeline.js').then(({ openPipeline }) => {
      pipeline = openPipeline(core);
      void pipeline.obey(choice.consent);
      return pipeline;
    });
    loading.catch((error) => {
      loading = undefined;
      if (signal.aborted) return;
      page.pipeline = 'failed';
      core.onProblem({ code: 'worker-failed', message: `A part of the library could not be loaded: ${error}.`, count: 1, at: Date.now() });
      writeJournal();
      tellChange();
      const again = (): void => void (signal.aborted || load());
      setTimeout(again, loadRetryMs);
      addEventListener('online', again, { once: true, signal });
    });
    return loading;
  }

  async function ask<Answer>(call: (pipeline: PagePipeline) => Answer | Promise<Answer>): Promise<Answer | undefined> {
    if (isServer) return undefined;
    post();
    return withDeadline(load().then(call), callMs);
  }

  /** Answered by the page's other part, or by `otherwise` where that does not come. */
  function rare<Name extends keyof RareMembers>(name: Name, otherwise: () => Awaited<ReturnType<RareMembers[Name]>>): RareMembers[Name] {
    const call = async (...args: unknown[]): Promise<unknown> =>
      (await ask((loaded) => Reflect.apply(loaded.members[name], undefined, args))) ?? otherwise();
    return call as RareMembers[Name];
  }

  function signIn(accountId: string): void {
    // As it would be redacted on the wire: it is kept in localStorage.
    visitor.accountId = /@|%40/.test(accountId) ? '[email]' : accountId;
    visitor.save();
    context.touch();
  }

  function reset(): void {
    if (!visitor.isKept) visitor.forget();
    visitor.renew();
    visitor.isNew = true;
    pipeline?.findUser();
    context.touch();
  }

  const nothing = (): undefined => undefined;
  const none = (): number => 0;
  const flush = rare('flush', nothing);
  const facade = createFacade<IgEvents>({
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
    track(event) {
      attempt(() => pushOne(event, { isTracked: true }), undefined);
      const n = page.pushed;
      const handle = createTracked(tracked, n, attempt(() => ownEventId(event.id), undefined) ?? `${pageId}:${n}`);
      if (page.consent === 'denied') tracked.get(n)?.({ state: 'dropped', reason: 'consent' });
      return handle;
    },
    flush,
    sendPendingEvents: rare('sendPendingEvents', nothing),
    status: rare('status', () => ({ page: told, outbox: undefined, problems: [] })),
    onProblem: (listener) => subscribe(problemListeners, listener),
    onChange: (listener) => subscribe(changeListeners, listener),
    deadLetters: rare('deadLetters', () => []),
    requeue: rare('requeue', none),
    purge: rare('purge', none),
    // Where the other part does not come, there is nothing more to end.
    close: rare('close', () => core.end()),
    erase: rare('erase', nothing),
    inspect: rare('inspect', nothing),
    exportEvents: rare('exportEvents', () => ''),
    ready,
    get consent() {
      return page.consent;
    },
    setConsent(value) {
      // Two decisions within a millisecond have an order, too.
      const next = { consent: toConsent(value), at: Math.max(Date.now(), core.choice.at + 1) };
      writeChoice(site, next);
      return core.decide(next);
    },
    identify(accountId, traits) {
      attempt(() => {
        signIn(String(accountId));
        pushOne({ event: 'identify', properties: { accountId, ...traits } }, { isOwn: true });
      }, undefined);
    },
    reset,
    endSession() {
      reset();
      void flush();
    },
    setFacts: context.setFacts,
    get page() {
      return told;
    },
    pageId,
    igEvents: [],
    useBeacon: false,
  });

  if (isServer) return facade;
  onHidden(() => {
    isLeaving = true;
    post();
    visitor.save();
    writeJournal();
    pipeline?.hide();
  }, signal);
  // Read, not taken from the event: a page that comes back has missed some, and others are out of date.
  const hear = (): void => {
    const stored = parseChoice(readStored(choiceKey(site)));
    if (stored) void core.decide(stored);
  };
  addEventListener('storage', ({ key }) => key === choiceKey(site) && hear(), { signal });
  onRestored(() => {
    isLeaving = false;
    hear();
  }, signal);
  running.set(site, facade);
  if (page.consent === 'granted') {
    visitor.isKept = true;
    visitor.load();
    visitor.save();
  }
  // After a denial there may be something left to delete.
  if (page.consent === 'granted' || readStored(markKey(site))) void core.decide(choice);
  if (settings.installGlobal ?? true) {
    const onTaken = (message: string): void => core.onProblem({ code: 'global-taken', message, count: 1, at: Date.now() });
    release = takeOverQueue({ facade, push: pushOne, foreign: settings.foreignGlobal ?? 'tee', tee, onTaken });
  }
  if (settings.debug || /[?&]ig_debug=1/.test(location.search) || readStored('ig-debug')) {
    void withDeadline(
      import('./debug.js').then(({ watchPipeline }) => watchPipeline(facade)),
      callMs,
    );
  }
  if (adapter) attempt(() => adapter((value) => void (signal.aborted || facade.setConsent(value))), undefined);
  return facade;
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell<Fact>(listeners: Set<(fact: Fact) => void>, fact: Fact): void {
  for (const listener of listeners) attempt(() => listener(fact), undefined);
}

function toAbsoluteUrl(url: string): string | undefined {
  return attempt(() => new URL(url, globalThis.location?.href ?? 'http://server').href, undefined);
}
