import type { Consent } from '../shared/event.js';
import { createProblemLog } from '../shared/problem.js';
import type { Fate } from '../shared/protocol.js';
import { attempt } from './attempt.js';
import { withDeadline } from './deadline.js';
import { createHandover } from './handover.js';
import { leftJournals } from './left-journals.js';
import { readOutboxMark, removeOutboxMark, writeOutboxMark } from './outbox-mark.js';
import type { PageCore, PagePipeline } from './page-core.js';
import { describePage, onDescriptionChange } from './page-description.js';
import { onConnectionChange, onRestored } from './page-lifecycle.js';
import { flushMs, pageMembers, statusMs } from './page-members.js';
import { readStored } from './page-storage.js';
import { createPageHost, createWorkerHost, loadOnPage, makeWorker } from './pipeline-host.js';
import { openPipelineLink, type PipelineLink } from './pipeline-link.js';
import { tellFate } from './tell-fate.js';
import { pageRoom, pendingRoom } from './unacknowledged.js';
import { takeUrlId } from './url-id.js';
import { sessionKey, visitorKeys } from './visitor.js';
import { keepVisitorCookie, removeVisitorCookie } from './visitor-cookie.js';

/** How long a withdrawal waits for the requests of other tabs to end, and longer, ms. */
const withdrawMs = 30_000;

const withheld: Fate = { state: 'dropped', reason: 'consent' };

/** The part of the page that is loaded when there is consent: it runs the pipeline and answers for it. */
export function openPipeline(core: PageCore): PagePipeline {
  const { pageId, settings, given, page, held, visitor, context, tee, tracked } = core;
  const { signal } = core.listening;
  const { site } = settings;
  const handover = createHandover(held);
  const problems = createProblemLog(Date.now, core.onProblem);
  let link: PipelineLink | undefined;
  /** The last decision that was carried out. */
  let obeyed: Consent | undefined;
  let obeying = Promise.resolve();
  let isErasing = false;
  let isPersistDue = settings.persist ?? settings.preset === 'kiosk';

  const isGranted = (): boolean => page.consent === 'granted';

  function run(): PipelineLink {
    link ??= openPipelineLink({
      // Nothing is handed over without consent, not even to a worker that is to delete what there is.
      held: { ...handover, takeAll: () => (isGranted() ? handover.takeAll() : []) },
      makeHost(thread, onError) {
        if (thread === 'worker') return createWorkerHost(given.createWorker ?? (() => makeWorker(settings.workerUrl)), onError);
        if (given.createWorker)
          problems.report('worker-failed', 'What your own worker adds does not run on the page: events are sent without its validators.');
        return createPageHost(loadOnPage);
      },
      makeRequest: () => ({
        pageId,
        settings,
        durable: page.durable,
        mark: readOutboxMark(site),
        grantedAt: isGranted() ? core.choice.at : 0,
        followed: [...tracked.keys()].filter((n) => n <= page.durable),
      }),
      listener: {
        onProblem: core.onProblem,
        // By the mark a later page knows that a request of deletion waits.
        onOutbox: (mark) => (isGranted() || isErasing) && writeOutboxMark(site, mark),
        onWithdrawn(at) {
          if (isGranted() && at < core.choice.at) {
            // An old denial has reached a worker that was started with an older consent than the one that holds.
            end();
            run();
          } else {
            void core.decide({ consent: 'denied', at: Math.max(at, isGranted() ? core.choice.at + 1 : 0) });
          }
        },
        onFate: (from, to, fate) => tellFate(tracked, from, to, fate),
      },
      schedule(task, ms) {
        const timer = setTimeout(task, ms);
        return () => clearTimeout(timer);
      },
      onDurable,
      onState(state, thread) {
        page.thread = thread;
        setState(state);
        if (state === 'running' && isGranted()) onRunning();
      },
      onTrouble: (message) => problems.report('worker-failed', message),
    });
    return link;
  }

  function setState(state: typeof page.pipeline): void {
    page.pipeline = state;
    if (state === 'failed') core.writeJournal();
    core.tellChange();
  }

  function onRunning(): void {
    for (const { pageId: leftPageId, message, remove } of leftJournals(site)) {
      if (leftPageId === pageId) continue;
      void link?.ask((api) => api.recover(leftPageId, message), flushMs).then((isDurable) => isDurable && remove());
    }
    // A worker cannot ask this.
    if (isPersistDue) attempt(() => void withDeadline(navigator.storage.persist(), statusMs), undefined);
    isPersistDue = false;
  }

  function onDurable(n: number): void {
    if (!(n > page.durable)) return;
    page.durable = n;
    handover.release(n);
    if (handover.isEmpty()) core.writeJournal();
    core.tellChange();
  }

  function end(): void {
    link?.end();
    link = undefined;
  }

  /** Makes durable what was pushed, and ends the pipeline. */
  async function close(): Promise<void> {
    const n = page.pushed;
    if (await link?.ask((api) => api.close(n), statusMs)) onDurable(n);
    core.writeJournal();
    end();
  }

  /** The user may be kept elsewhere, too. Where Intelligems' client runs, it may have been handed over from another domain. */
  function findUser(): void {
    if (!visitor.isKept) return;
    const urlId = tee.facade() && takeUrlId();
    visitor.userId = keepVisitorCookie(urlId ?? visitor.userId, urlId === undefined && !visitor.isNew);
    visitor.isNew = false;
    visitor.save();
    context.touch();
  }

  /** Another page has changed who the visitor is: a tab beside this one, or the page before a way back. */
  function goOnAsStored(): void {
    const { userId } = visitor;
    visitor.load();
    // Who has become another user begins a visit of its own.
    if (visitor.userId !== userId && !readStored(sessionKey)) visitor.sessionId = '';
    context.touch();
  }

  function grant(): void {
    const { userId, sessionId, accountId } = visitor;
    visitor.isKept = true;
    visitor.load();
    // Somebody may have signed in while the decision was pending.
    visitor.accountId = accountId || visitor.accountId;
    findUser();
    // What was pushed before belongs to the visitor who was found now.
    handover.rewriteContexts((text) =>
      text.replaceAll(userId, visitor.userId).replaceAll(sessionId || userId, visitor.sessionId || visitor.userId),
    );
    context.touch();
    run().post();
  }

  async function deny(hadConsent: boolean): Promise<void> {
    visitor.isKept = false;
    visitor.renew();
    visitor.forget();
    removeVisitorCookie();
    context.touch();
    // What is pushed after a new consent is not meant.
    const n = page.pushed;
    for (const { remove } of leftJournals(site)) remove();
    if (link || hadConsent || readOutboxMark(site)) {
      const { at } = core.choice;
      const isKept = settings.onDeny === 'keep';
      const line = run();
      line.retry();
      const left = await line.ask((api) => api.withdraw(at, isKept), withdrawMs);
      if (left === 0) removeOutboxMark(site);
      tellFate(tracked, 0, page.durable, isKept ? { state: 'unknown' } : withheld);
    }
    // A pipeline that was withdrawn takes nothing more: who has agreed meanwhile gets another one.
    end();
    page.withheld += handover.withhold(n);
    tellFate(tracked, 0, n, withheld);
    setState('off');
  }

  async function wait(): Promise<void> {
    visitor.isKept = false;
    await close();
    setState('off');
  }

  /** One decision after the other; of those that came meanwhile only the last is carried out. */
  function obey(from: Consent): Promise<void> {
    return inTurn(async () => {
      const { consent } = page;
      if (consent === obeyed) return;
      const hadConsent = (obeyed ?? from) === 'granted';
      obeyed = consent;
      held.room = consent === 'granted' ? pageRoom : pendingRoom;
      if (consent === 'granted') grant();
      else if (consent === 'denied') await deny(hadConsent);
      else await wait();
    });
  }

  /** Decisions, erasures and the end use one line: each waits for the others. */
  function inTurn(task: () => Promise<void>): Promise<void> {
    obeying = obeying.then(task, task);
    return obeying;
  }

  // Until it comes, and where it does not, a journal is redacted coarsely.
  import('./redact-record.js').then(
    ({ redactRecord }) => {
      core.redact = (text) => redactRecord(text, settings);
    },
    () => {},
  );
  context.describe = () => describePage(settings);
  // What was pushed before this part was loaded.
  handover.rewriteContexts((text) => `${text.slice(0, -2)},${JSON.stringify(describePage(settings)).slice(1)}}`);
  context.touch();
  tee.onAdopt = findUser;
  onDescriptionChange(context.touch, signal);
  onRestored(() => {
    if (visitor.isKept) goOnAsStored();
    link?.wake();
  }, signal);
  onConnectionChange((online) => {
    if (online) link?.retry();
    void link?.ask((api) => api.setOnline(online), statusMs);
  }, signal);
  addEventListener(
    'storage',
    ({ key }) => {
      if (visitor.isKept && visitorKeys.includes(key ?? '')) goOnAsStored();
    },
    { signal },
  );

  return {
    // While a denial is carried out, a worker runs that takes nothing.
    post: () => isGranted() && obeyed === 'granted' && link?.post(),
    hide() {
      link?.sleep();
      void link?.ask((api) => api.hide(), flushMs);
    },
    findUser,
    obey,
    members: pageMembers({
      core,
      problems,
      link: () => link,
      erase: (userId) =>
        inTurn(async () => {
          if (userId === visitor.userId) {
            visitor.renew();
            visitor.isNew = true;
            findUser();
            context.touch();
          }
          isErasing = true;
          const line = run();
          line.retry();
          await line.ask((api) => api.erase(userId), flushMs);
          // The request is sent without consent, too; what waits beside it is not.
          if (page.consent === 'denied') await link?.ask((api) => api.flush(0), flushMs);
          if (!isGranted()) end();
          isErasing = false;
        }),
      close: () =>
        inTurn(async () => {
          await close();
          tellFate(tracked, 0, page.pushed, { state: 'unknown' });
          setState('closed');
          core.end();
        }),
    }),
  };
}
