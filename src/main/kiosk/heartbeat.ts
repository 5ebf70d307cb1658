import type { Counters, FlusherState, Inspection, PipelineStatus } from '../../shared/protocol.js';
import type { PageStatus, Status } from '../ig-events.js';
import type { Thread } from '../worker-life.js';
import type { DiskUse } from './disk-use.js';
import { libraryVersion } from './library-version.js';
import type { ServiceWorkerState } from './service-worker-state.js';

/** The properties of a `heartbeat` event. Null is what could not be known: above all everything of a pipeline that does not answer. */
export interface Heartbeat {
  pending: number | null;
  pendingBytes: number | null;
  /** Push time of the oldest event that waits, ISO 8601; null when none does. */
  oldestAt: string | null;
  /** When the collector last acknowledged a batch, ISO 8601. */
  deliveredAt: string | null;
  /** Totals since the outbox was born, as in `status()`. */
  delivered: number | null;
  duplicates: number | null;
  dropped: Counters['dropped'];
  rejected: Counters['rejected'];
  buried: number | null;
  storage: PipelineStatus['storage'] | null;
  /** What the site uses of the browser's storage, and may use. */
  usageBytes: number | null;
  quotaBytes: number | null;
  /** Whether the browser promises not to evict it. */
  persisted: boolean | null;
  flusher: FlusherState['name'] | null;
  /** Why it waits or is held. */
  because?: string;
  thread: Thread;
  pipeline: PageStatus['pipeline'];
  /** How often the pipeline was started again since the page was loaded. */
  restarts: number;
  /** Codes of the problems since the page was loaded. */
  problems: string[];
  serviceWorker: ServiceWorkerState;
  library: string;
  /** The application's own version. */
  app: string | null;
  /** Since the page was loaded, ms. */
  uptimeMs: number;
  /** The next heartbeat is due after this long, ms. */
  everyMs: number;
}

/** Everything that was asked for one heartbeat. */
export interface HeartbeatFacts {
  status: Status;
  inspection: Inspection | undefined;
  disk: DiskUse;
  serviceWorker: ServiceWorkerState;
  restarts: number;
  app: string | undefined;
  uptimeMs: number;
  everyMs: number;
}

export function toHeartbeat({ status, inspection, disk, serviceWorker, restarts, app, uptimeMs, everyMs }: HeartbeatFacts): Heartbeat {
  const { page, outbox, problems } = status;
  const { counters, flusher, deliveredAt, storage } = outbox ?? {};
  return {
    pending: counters?.pending ?? null,
    pendingBytes: counters?.pendingBytes ?? null,
    oldestAt: inspection?.oldest[0]?.time ?? null,
    deliveredAt: deliveredAt === undefined ? null : new Date(deliveredAt).toISOString(),
    delivered: counters?.delivered ?? null,
    duplicates: counters?.duplicates ?? null,
    dropped: counters?.dropped ?? {},
    rejected: counters?.rejected ?? {},
    buried: counters?.buried ?? null,
    storage: storage ?? null,
    usageBytes: disk.usageBytes,
    quotaBytes: disk.quotaBytes,
    persisted: disk.persisted,
    flusher: flusher?.name ?? null,
    ...(flusher && 'because' in flusher && { because: flusher.because }),
    thread: page.thread,
    pipeline: page.pipeline,
    restarts,
    problems: [...new Set(problems.map(({ code }) => code))],
    serviceWorker,
    library: libraryVersion,
    app: app ?? null,
    uptimeMs: Math.round(uptimeMs),
    everyMs,
  };
}
