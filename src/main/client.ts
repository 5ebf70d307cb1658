import type { EventInput, PageLocation } from '../shared/event.js';
import { ownEventId } from '../shared/event-id.js';
import type { Problem } from '../shared/problem.js';
import { checkSettings } from '../shared/settings.js';
import { attempt } from './attempt.js';
import { createCapture } from './capture.js';
import { coarse } from './coarse-redaction.js';
import { type ConsentChoice, choiceKey, firstChoice, parseChoice, toConsent } from './consent-choice.js';
import { withDeadline } from './deadline.js';
import { createFacade, isFacade, retireFacade } from './facade.js';
import { handOn, isForeignFacade } from './foreign-facade.js';
import { accountKey, type Identity, newSessionId, newUserId, newVisitor, sessionKey, userKey } from './identity.js';
import type { IgEvents, IgEventsSettings, PageStatus } from './ig-events.js';
import { createJournal } from './journal.js';
import { createListeners } from './listeners.js';
import { watchPageContext } from './page-context.js';
import type { PageCore, PagePipeline, PageQueue } from './page-core.js';
import { readStored, writeStored } from './page-storage.js';
import { takeOverQueue } from './queue-takeover.js';
import { randomHex } from './random-hex.js';
import { rareMembers } from './rare-members.js';
import { runningPipelines } from './running-pipelines.js';
import { takeStub } from './stub.js';
import { createTracked, type TrackedPushes } from './tracked.js';
import { createUnacknowledged, pageRoom, pendingRoom, recordTexts } from './unacknowledged.js';

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

/** The oldest events that wait for another library's facade; seldom more than 0.2 MB. */
const maxWaiting = 500;

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
  const { context: facts, consent, ...plain } = given;
  const [adapter, word] = typeof consent === 'function' ? [consent] : [undefined, consent];
  const settings = checkSettings({ ...plain, ...(word && { consent: word }) }, toAbsoluteUrl);
  const { site } = settings;
  const running = runningPipelines();
  const known = running.get(site);
  if (known) return known;

  const choice = isServer ? { consent: 'denied' as const, at: 0 } : firstChoice(settings, adapter, Date.now());
  const page: PageStatus = { pushed: 0, durable: 0, withheld: 0, consent: choice.consent, pipeline: 'off', thread: 'worker' };
  const isGranted = (): boolean => page.consent === 'granted';
  const held = createUnacknowledged(isGranted() ? pageRoom : pendingRoom);
  const readKept = (key: string): string => (isGranted() ? readStored(key) : '');
  const identity: Identity = { userId: readKept(userKey) || newUserId(), sessionId: '', accountId: readKept(accountKey) || undefined };
  const capture = createCapture();
  const context = watchPageContext(facts, identity);
  const pageId = randomHex(16);
  const journal = createJournal(site, pageId);
  const { installGlobal = true, foreignGlobal = 'tee' } = settings;
  const waiting: string[] = [];
  const queue: PageQueue = {
    assigned: [],
    assign(value) {
      if (Array.isArray(value) && !isFacade(value)) takeStub(value, facade, pushOne);
      else queue.assigned.push(value);
    },
    push: pushOne,
  };
  const tracked: TrackedPushes = new Map();
  const problems = createListeners<Problem>(given.onProblem);
  const changes = createListeners<PageStatus>();
  const listening = new AbortController();
  const { signal } = listening;
  let told = { ...page };
  let pipeline: PagePipeline | undefined;
  let loading: Promise<PagePipeline> | undefined;
  let tellReady: () => void;
  const ready = new Promise<void>((resolve) => {
    tellReady = resolve;
  });
  let isPostDue = false;

  const core: PageCore = {
    pageId,
    settings,
    given,
    page,
    held,
    identity,
    isReset: false,
    context,
    queue,
    waiting,
    tracked,
    isLeaving: false,
    listening,
    firstChoice: choice,
    choice,
    decide,
    hear,
    redact: (text) => coarse(text, settings.redactKeys),
    writeJournal,
    tellChange,
    onProblem: problems.tell,
    end,
  };

  async function decide(next: ConsentChoice): Promise<void> {
    const from = page.consent;
    // The same decision may be told in two ways.
    if (next.at <= core.choice.at) return;
    core.choice = next;
    page.consent = next.consent;
    if (page.consent === 'denied') waiting.length = 0;
    writeJournal();
    tellChange();
    await ask((loaded) => loaded.obey(from));
  }

  function hear(): void {
    const stored = parseChoice(readStored(choiceKey(site)));
    if (stored) void decide(stored);
  }

  function writeJournal(): void {
    journal.write(isGranted() ? recordTexts(held.records).map(core.redact).filter(Boolean) : []);
  }

  function tellChange(): void {
    told = { ...page };
    if (page.pipeline === 'running') tellReady();
    changes.tell(told);
  }

  function end(): void {
    listening.abort();
    running.delete(site);
    retireFacade(facade);
  }

  function pushOne(item: unknown, stamp: PushStamp = {}): void {
    if (page.consent === 'denied') {
      page.pushed += 1;
      page.withheld += 1;
      held.drop(page.pushed, true);
    } else {
      if (!isPostDue || stamp.page || context.hasMoved()) context.update(stamp.page);
      if (!isPostDue) capture.startTask();
      // What a shop's own hook returns is checked like anything that is pushed.
      const seen = given.beforeStore ? attempt<unknown>(() => given.beforeStore?.(item as EventInput), null) : item;
      // Counted last: the shop's own functions may push themselves.
      page.pushed += 1;
      const text = capture.toText(seen, page.pushed, stamp);
      held.hold(page.pushed, text, context.text);
      if (!stamp.isOwn && installGlobal && foreignGlobal === 'tee' && waiting.length < maxWaiting) waiting.push(text);
      pipeline?.pass();
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
    if (page.pipeline === 'failed') doWithout();
    if (core.isLeaving || page.pipeline === 'closed') writeJournal();
    tellChange();
  }

  /** Where the other part is not there: obeys other tabs, hands another library its share and writes down the rest. */
  function doWithout(): void {
    if (!pipeline) {
      hear();
      const foreign = queue.assigned.filter(isForeignFacade).pop();
      if (foreign && isGranted()) for (const text of waiting.splice(0)) handOn(foreign, text);
    }
    writeJournal();
  }

  function load(): Promise<PagePipeline> {
    if (loading) return loading;
    loading = import('./open-pipeline.js').then(({ openPipeline }) => {
      pipeline = openPipeline(core, facade);
      return pipeline;
    });
    loading.catch((error) => {
      loading = undefined;
      if (signal.aborted) return;
      page.pipeline = 'failed';
      problems.tell({ code: 'worker-failed', message: `A part of the library could not be loaded: ${error}.`, count: 1, at: Date.now() });
      doWithout();
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

  function reset(): void {
    Object.assign(identity, { userId: newUserId(), sessionId: newSessionId(), accountId: undefined });
    core.isReset = context.isTouched = true;
    // Before the other part has loaded the page may be left already.
    writeStored(userKey, isGranted() ? identity.userId : '');
    writeStored(accountKey, '');
    writeStored(sessionKey, isGranted() ? newVisitor : '');
    pipeline?.findUser();
  }

  const rare = rareMembers({ ask, page: () => told, end });
  const facade = createFacade<IgEvents>({
    ...rare,
    push(...events) {
      // Nothing in here throws; should it ever, it is not the host page's concern.
      for (const event of events) attempt(() => pushOne(event));
      return fulfilled;
    },
    track(event) {
      attempt(() => pushOne(event, { isTracked: true }));
      const n = page.pushed;
      const handle = createTracked(tracked, n, attempt(() => ownEventId(event.id)) ?? `${pageId}:${n}`);
      if (page.consent === 'denied') tracked.get(n)?.({ state: 'dropped', reason: 'consent' });
      return handle;
    },
    onProblem: problems.add,
    onChange: changes.add,
    ready,
    get consent() {
      return page.consent;
    },
    setConsent(value) {
      // Two decisions within a millisecond have an order, too.
      const next = { consent: toConsent(value), at: Math.max(Date.now(), core.choice.at + 1) };
      writeStored(choiceKey(site), `${next.consent} ${next.at}`);
      return decide(next);
    },
    identify(accountId, traits) {
      attempt(() => {
        // As it would be redacted on the wire: it is kept in localStorage.
        identity.accountId = /@|%40/.test(accountId) ? '[email]' : String(accountId);
        if (isGranted()) writeStored(accountKey, identity.accountId);
        context.isTouched = true;
        pushOne({ event: 'identify', properties: { accountId, ...traits } }, { isOwn: true });
      });
    },
    reset,
    endSession() {
      reset();
      void rare.flush();
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
  const leave = (): void => {
    core.isLeaving = true;
    post();
    doWithout();
    // Without the other part nobody else keeps the user for the next page. After it has been heard whether another tab has denied.
    if (!pipeline && isGranted() && !readStored(userKey)) writeStored(userKey, identity.userId);
    pipeline?.hide();
  };
  // `visibilitychange` fires on the document, `pagehide` on the window only; neither keeps a page out of the back/forward cache, as `unload` would.
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && leave(), { signal });
  addEventListener('pagehide', leave, { signal });
  running.set(site, facade);
  if (installGlobal)
    takeOverQueue({ facade, push: pushOne, foreign: foreignGlobal, onFound: queue.assign, onAssigned: (value) => queue.assign(value) });
  void load();
  if (adapter) attempt(() => adapter((value) => void (signal.aborted || facade.setConsent(value))));
  return facade;
}

function toAbsoluteUrl(url: string): string | undefined {
  return attempt(() => new URL(url, globalThis.location?.href ?? 'http://server').href);
}
