import type { ProblemLog } from '../shared/problem.js';
import type { OutboxMark } from '../shared/protocol.js';
import type { Handover } from './handover.js';
import { readOutboxMark } from './outbox-mark.js';
import type { PageCore } from './page-core.js';
import { createPageHost, createWorkerHost, loadOnPage, makeWorker } from './pipeline-host.js';
import { openPipelineLink, type PipelineLink } from './pipeline-link.js';
import { tellFate } from './tell-fate.js';

export interface PipelineRunParts {
  core: PageCore;
  handover: Handover;
  problems: ProblemLog;
  onMark: (mark: OutboxMark) => void;
  /** The pipeline runs, and there is consent. */
  onRunning: (link: PipelineLink) => void;
}

/** The page's pipeline, while one is wanted. */
export interface PipelineRun {
  link(): PipelineLink | undefined;
  /** Starts it where none runs. */
  start(): PipelineLink;
  end(): void;
  onDurable(n: number): void;
  setState(state: PageCore['page']['pipeline']): void;
}

export function createPipelineRun({ core, handover, problems, onMark, onRunning }: PipelineRunParts): PipelineRun {
  const { pageId, settings, given, page, tracked } = core;
  let link: PipelineLink | undefined;
  const isGranted = (): boolean => page.consent === 'granted';

  function end(): void {
    link?.end();
    link = undefined;
  }

  function setState(state: typeof page.pipeline): void {
    page.pipeline = state;
    if (state === 'failed') core.writeJournal();
    core.tellChange();
  }

  function onDurable(n: number): void {
    if (!(n > page.durable)) return;
    page.durable = n;
    handover.release(n);
    if (handover.isEmpty()) core.writeJournal();
    core.tellChange();
  }

  function onWithdrawn(at: number): void {
    if (isGranted() && at < core.choice.at) {
      // An old denial has reached a worker that was started with an older consent than the one that holds.
      end();
      start();
    } else {
      void core.decide({ consent: 'denied', at: Math.max(at, isGranted() ? core.choice.at + 1 : 0) });
    }
  }

  function start(): PipelineLink {
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
        mark: readOutboxMark(settings.site),
        grantedAt: isGranted() ? core.choice.at : 0,
        followed: [...tracked.keys()].filter((n) => n <= page.durable),
      }),
      listener: {
        onProblem: core.onProblem,
        onOutbox: onMark,
        onWithdrawn,
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
        if (state === 'running' && isGranted() && link) onRunning(link);
      },
      onTrouble: (message) => problems.report('worker-failed', message),
    });
    return link;
  }

  return { link: () => link, start, end, onDurable, setState };
}
