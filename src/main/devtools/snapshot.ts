import type { Problem } from '../../shared/problem.js';
import type { BuriedEvent, Inspection, PipelineStatus } from '../../shared/protocol.js';
import type { IgEvents, PageStatus } from '../ig-events.js';

/** What the devtools ask of a pipeline and do with it. */
export type InspectedPipeline = Pick<
  IgEvents,
  'page' | 'pageId' | 'status' | 'inspect' | 'deadLetters' | 'requeue' | 'purge' | 'flush' | 'exportEvents' | 'onChange' | 'onProblem'
>;

/** All that is shown, at one moment. What could not be asked is absent. */
export interface Snapshot {
  page: PageStatus;
  pageId: string;
  outbox: PipelineStatus | undefined;
  problems: readonly Problem[];
  inspection: Inspection | undefined;
  letters: readonly BuriedEvent[];
  disk: DiskFacts;
}

/** What the browser tells of the origin's storage; each fact is missing in some engine. */
export interface DiskFacts {
  usage?: number | undefined;
  quota?: number | undefined;
  /** Whether the browser promises not to evict it. */
  persisted?: boolean | undefined;
}

/** What this page knows without asking. */
export function pageSnapshot({ page, pageId }: InspectedPipeline): Snapshot {
  return { page, pageId, outbox: undefined, problems: [], inspection: undefined, letters: [], disk: {} };
}

/**
 * Asks for everything. Nothing is asked of a pipeline that does not run for want of consent: that would start it.
 *
 * @param before the snapshot before this one; dead letters, which may be many, are read again only when their number has changed.
 * @param isStale whether they are to be read in any case.
 */
export async function takeSnapshot(pipeline: InspectedPipeline, before: Snapshot, isStale: boolean): Promise<Snapshot> {
  if (pipeline.page.pipeline === 'off') return { ...pageSnapshot(pipeline), disk: await readDisk() };
  const [{ outbox, problems }, inspection, disk] = await Promise.all([pipeline.status(), pipeline.inspect(), readDisk()]);
  const hasChanged = isStale || outbox?.counters.buried !== before.outbox?.counters.buried;
  const letters = outbox && hasChanged ? await pipeline.deadLetters() : before.letters;
  return { page: pipeline.page, pageId: pipeline.pageId, outbox, problems, inspection, letters, disk };
}

async function readDisk(): Promise<DiskFacts> {
  // Missing on insecure origins, and in WebKitGTK.
  const { storage }: { storage?: Partial<StorageManager> } = navigator;
  const [estimate, persisted] = await Promise.all([
    storage?.estimate?.().catch(() => undefined),
    storage?.persisted?.().catch(() => undefined),
  ]);
  return { usage: estimate?.usage, quota: estimate?.quota, persisted };
}
