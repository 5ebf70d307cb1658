import type { BatchAttempt, PipelineStatus } from '../shared/protocol.js';
import { batchLines, type DebugLine, outboxLines, pageLines } from './debug/debug-lines.js';
import type { IgEvents } from './ig-events.js';

/** How often the pipeline is asked, ms: a person reads the lines. */
const askMs = 2_000;

type WatchedPipeline = Pick<IgEvents, 'page' | 'pageId' | 'status' | 'inspect' | 'onChange' | 'onProblem'>;
type GroupedConsole = Pick<Console, 'groupCollapsed' | 'log' | 'groupEnd'>;

/**
 * Tells each change of state on the console, one folded line each: the page's own as they happen, the device's every two seconds while the
 * page is seen.
 *
 * @returns a function that ends it.
 */
export function watchPipeline(pipeline: WatchedPipeline, console: GroupedConsole = globalThis.console): () => void {
  const { pageId } = pipeline;
  let page = pipeline.page;
  let outbox: PipelineStatus | undefined;
  let batches: readonly BatchAttempt[] = [];
  let isAsking = false;

  function write({ text, details }: DebugLine): void {
    console.groupCollapsed(`[igevents] ${text}`);
    console.log(details);
    console.groupEnd();
  }

  async function ask(): Promise<void> {
    // Without consent nothing runs, and a question would start it.
    if (isAsking || document.visibilityState === 'hidden' || pipeline.page.pipeline !== 'running') return;
    isAsking = true;
    const [status, inspection] = await Promise.all([pipeline.status(), pipeline.inspect()]).catch(() => []);
    isAsking = false;
    const lines = [...batchLines(batches, inspection?.batches ?? batches), ...outboxLines(outbox, status?.outbox)];
    batches = inspection?.batches ?? batches;
    outbox = status?.outbox ?? outbox;
    lines.forEach(write);
  }

  write({ text: `page ${pageId}: pipeline ${page.pipeline}, consent ${page.consent}, ${page.pushed} pushed`, details: page });
  const stopPage = pipeline.onChange((next) => {
    const hasTurned = next.pipeline !== page.pipeline;
    pageLines(page, next, pageId).forEach(write);
    page = next;
    if (hasTurned) void ask();
  });
  const stopProblems = pipeline.onProblem((problem) => write({ text: `${problem.code}: ${problem.message}`, details: problem }));
  const timer = setInterval(() => void ask(), askMs);
  void ask();
  return () => {
    stopPage();
    stopProblems();
    clearInterval(timer);
  };
}
