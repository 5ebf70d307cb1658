import { createProblemLog } from '../shared/problem.js';
import { attempt } from './attempt.js';
import { completeContext } from './complete-context.js';
import { choiceKey } from './consent-choice.js';
import { createConsentKeeper } from './consent-keeper.js';
import { withDeadline } from './deadline.js';
import { serveForeignQueue } from './foreign-queue.js';
import { createHandover } from './handover.js';
import { newSessionId } from './identity.js';
import type { IgEvents } from './ig-events.js';
import { leftJournals } from './left-journals.js';
import { readOutboxMark, writeOutboxMark } from './outbox-mark.js';
import type { PageCore, PagePipeline } from './page-core.js';
import { describePage, onDescriptionChange } from './page-description.js';
import { onConnectionChange, onRestored } from './page-lifecycle.js';
import { flushMs, pageMembers, statusMs } from './page-members.js';
import { readStored } from './page-storage.js';
import type { PipelineLink } from './pipeline-link.js';
import { createPipelineRun } from './pipeline-run.js';
import { createTee } from './tee.js';
import { createVisitor, visitorKeys } from './visitor.js';

/** The part of the page that is loaded after the first: it knows the visitor, carries out decisions, runs the pipeline and answers for it. */
export function openPipeline(core: PageCore, facade: IgEvents): PagePipeline {
  const { pageId, settings, page, held, identity, context, queue, waiting, firstChoice } = core;
  const { signal } = core.listening;
  const { site } = settings;
  const handover = createHandover(held);
  const problems = createProblemLog(Date.now, core.onProblem);
  const isGranted = (): boolean => page.consent === 'granted';
  const tee = createTee({ waiting, isGranted, onAdopt: () => visitor.find() });
  const visitor = createVisitor(core, tee);
  let isPersistDue = settings.persist ?? settings.preset === 'kiosk';

  function adoptVisitor(): void {
    const before = { ...identity };
    if (visitor.isKept) {
      visitor.load();
      // Somebody may have signed in while the decision was pending.
      identity.accountId = before.accountId ?? identity.accountId;
      visitor.find();
    }
    visitor.touch(Date.now());
    visitor.save();
    context.isTouched = true;
    handover.rewriteContexts(completeContext({ before, identity, description: describePage(settings) }));
  }

  function onRunning(link: PipelineLink): void {
    const { userId } = identity;
    /** A journal may be of another day than the visit that goes on. */
    const complete = (at: number) => {
      const sessionId = Math.abs(Date.now() - at) <= visitor.idleMs ? identity.sessionId : newSessionId();
      return completeContext({
        before: { userId, sessionId: '' },
        identity: { ...identity, sessionId },
        description: describePage(settings),
      });
    };
    for (const { pageId: leftPageId, message, remove } of leftJournals(site, complete)) {
      if (leftPageId === pageId) continue;
      void link.ask((api) => api.recover(leftPageId, message), flushMs).then((isDurable) => isDurable && remove());
    }
    // A worker cannot ask this.
    if (isPersistDue) attempt(() => void withDeadline(navigator.storage.persist(), statusMs));
    isPersistDue = false;
  }

  const run = createPipelineRun({
    core,
    handover,
    problems,
    // By the mark a later page knows that a request of deletion waits.
    onMark: (mark) => (isGranted() || keeper.isErasing()) && writeOutboxMark(site, mark),
    onRunning,
  });
  const keeper = createConsentKeeper({ core, handover, visitor, run, adoptVisitor });

  // Until it comes, and where it does not, a journal is redacted coarsely.
  import('./redact-record.js').then(
    ({ redactRecord }) => {
      core.redact = (text) => redactRecord(text, settings);
    },
    () => {},
  );
  if (settings.debug || /[?&]ig_debug=1/.test(location.search) || readStored('ig-debug')) {
    void withDeadline(
      import('./debug.js').then(({ watchPipeline }) => watchPipeline(facade)),
      flushMs,
    );
  }
  context.onTask = () => visitor.touch(Date.now());
  context.describe = () => describePage(settings);
  onDescriptionChange(() => {
    context.isTouched = true;
  }, signal);
  onRestored(() => {
    core.isLeaving = false;
    core.hear();
    if (visitor.isKept) visitor.load();
    run.link()?.wake();
  }, signal);
  onConnectionChange((online) => {
    if (online) run.link()?.retry();
    void run.link()?.ask((api) => api.setOnline(online), statusMs);
  }, signal);
  addEventListener(
    'storage',
    ({ key }) => {
      if (key === choiceKey(site)) core.hear();
      else if (visitor.isKept && visitorKeys.includes(key ?? '')) visitor.load();
    },
    { signal },
  );
  if (settings.installGlobal ?? true) {
    serveForeignQueue({
      facade,
      queue,
      foreign: settings.foreignGlobal ?? 'tee',
      tee,
      onTaken: (message) => problems.report('global-taken', message),
    });
  }
  // It may have been hidden, and seen again, before.
  core.isLeaving = document.visibilityState === 'hidden';
  core.hear();
  // After a denial there may be something left to delete.
  const hasLeft = page.consent === 'denied' && (readOutboxMark(site) !== undefined || leftJournals(site).length > 0);
  if (!isGranted()) adoptVisitor();
  if (isGranted() || hasLeft || core.choice !== firstChoice) void keeper.obey(firstChoice.consent);

  return {
    // While a denial is carried out, a worker runs that takes nothing.
    post: () => keeper.isObeyed() && run.link()?.post(),
    pass: tee.pass,
    hide() {
      visitor.save();
      run.link()?.sleep();
      void run.link()?.ask((api) => api.hide(), flushMs);
    },
    findUser: visitor.find,
    obey(from) {
      tee.pass();
      return keeper.obey(from);
    },
    members: pageMembers({
      core,
      problems,
      link: run.link,
      visitor,
      erase: keeper.erase,
      async close() {
        await keeper.close();
        // For the next pipeline.
        Object.assign(facade, { foreign: tee.facade() });
      },
    }),
  };
}
