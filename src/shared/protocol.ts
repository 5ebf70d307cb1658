import type { CapturedEvent, Json, PageContext } from './event.js';
import type { DropReason, Problem, RejectReason } from './problem.js';
import type { CheckedSettings } from './settings.js';

/**
 * Everything that crosses the thread boundary.
 *
 * Two planes, because each is good at one thing only. The data plane is a MessagePort: the page posts one string per task, the JSON texts
 * of `DataRecord`s joined by `recordSeparator`; back comes one number, «durable up to n». The control plane is a comlink interface for all
 * that is rare. Events do not go over comlink: each call would cost 2.5 to 5 times a plain post, and its promise never settles when a
 * worker dies. An empty string on the data plane is a question, «are you alive?»; it is answered like a commit, by the number.
 */
export type DataRecord = CapturedEvent | ContextRecord | StagingDropRecord;

/** JSON text never holds a bare line break, so one damaged record cannot take its neighbours with it. */
export const recordSeparator = ',\n';

/** Holds for the events that follow it. */
export interface ContextRecord {
  context: PageContext;
}

/** Stands in for `dropped` pushes, the last of which was number `n`, that the page had no room, or no consent, to keep. */
export interface StagingDropRecord {
  n: number;
  dropped: number;
  /** @default 'staging-full' */
  reason?: 'consent';
}

/**
 * What the page asks of the pipeline, wherever it runs. Every answer is plain data: comlink loses error classes.
 * `Port` is MessagePort in both runtimes; this folder knows neither.
 */
export interface PipelineApi<Port = unknown> {
  open(request: OpenRequest, dataPort: Port, listener: PipelineListener): Promise<true>;
  /** Sends now, whatever the schedule says, except when the collector asked for a pause; waits until push number `n` is durable first. */
  flush(n: number): Promise<FlushResult>;
  status(): Promise<PipelineStatus>;
  /** Appends what another page could not, under that page's id. Resolves when it is durable; what was durable before is left out. */
  recover(pageId: string, message: string): Promise<true>;
  /** The page's own `online` and `offline` events: a worker's are missing in Firefox. */
  setOnline(online: boolean): Promise<void>;
  /** The page is being hidden or left: send what fits into a request that outlives the page. */
  hide(): Promise<void>;
  /** Ends the pipeline once push number `n` is durable, or within seconds. The answer says whether it is: the data plane's own may come later. */
  close(n: number): Promise<boolean>;
  /** What the collector will not take, oldest first. */
  deadLetters(): Promise<BuriedEvent[]>;
  /** Puts dead letters back into the log, to be sent once more: those with these ids, or all. @returns how many. */
  requeue(ids?: readonly string[]): Promise<number>;
  /** Deletes dead letters: those with these ids, or all. They stay counted as buried. @returns how many. */
  purge(ids?: readonly string[]): Promise<number>;
  /**
   * The visitor has withdrawn the consent at `at`, ms since the epoch. Ends every request in this tab and the others, and unless `keep` is set deletes
   * what waits; resolves when that is done. After it, the outbox takes nothing from pages whose consent is older.
   *
   * @returns how many rows still wait: with `keep` all, else deletion requests, which are sent nevertheless.
   */
  withdraw(at: number, keep: boolean): Promise<number>;
  /** Deletes the events of a user that wait here, and asks the collector durably to delete what it has. @returns how many were deleted. */
  erase(userId: string): Promise<number>;
  /** What only somebody who looks into the pipeline wants to know. */
  inspect(): Promise<Inspection>;
  /** Part of everything that waits or is buried; `at` is where the slice before said that the next one begins. @default the beginning */
  exportEvents(at?: ExportPosition): Promise<ExportSlice>;
}

export interface OpenRequest {
  pageId: string;
  settings: CheckedSettings;
  /** The last push of this page that is known to be durable; 0 at first. A restarted pipeline goes on from here. */
  durable: number;
  /** What this device's pages have written down about the outbox, where there is something. */
  mark: OutboxMark | undefined;
  /** Since when the page has consent, ms since the epoch. An outbox that was withdrawn later takes nothing from it. */
  grantedAt: number;
  /** Durable pushes of which the page still wants to hear what becomes of them. @default none */
  followed?: readonly number[];
}

/** What a page writes down in localStorage about the outbox: IndexedDB may be deleted without a word, and then this tells what is lost. */
export interface OutboxMark {
  outboxId: string;
  /** Pushed events that waited when it was written. */
  pending: number;
  /** Page loads in a row in which the database could not be opened. */
  failedOpens: number;
  /** How many commits the outbox had seen: a mark may be heard or written down after a newer one. @default 0 */
  revision?: number;
}

/** The page's ear in the worker; crosses as one comlink proxy that lives as long as the pipeline. */
export interface PipelineListener {
  onProblem(problem: Problem): void;
  /** The outbox has changed, told at most once per second. */
  onOutbox(mark: OutboxMark): void;
  /** The consent was withdrawn in another tab, at `at`, ms since the epoch. */
  onWithdrawn(at: number): void;
  /** What became of the pushes from number `from` to number `to`: of those that the page tracks, and of some that it does not. */
  onFate(from: number, to: number, fate: Fate): void;
}

/**
 * What is known of a pushed event. `durable` is followed by one of the others, which are final; but a buried one may be requeued.
 * `unknown`: it has left the outbox, or the page's pipeline was closed, and nobody can tell this page more.
 */
export type Fate =
  | { state: 'durable' }
  | { state: 'delivered' }
  | { state: 'dropped'; reason: DropReason }
  | { state: 'rejected'; reason: RejectReason }
  | { state: 'buried'; code: string }
  | { state: 'unknown' };

/** An event that the collector, or a validator, refused for good; kept on the device for whoever looks into it. */
export interface BuriedEvent {
  id: string;
  /** Name and properties as they were stored; the text itself where it cannot be read. */
  event: string;
  properties: Json;
  /** Push time, ISO 8601. */
  time: string;
  /** When it was refused, ms since the epoch, and how the collector said it. */
  buriedAt: number;
  code: string;
  detail: string;
}

/** What one flush achieved. */
export interface FlushResult {
  delivered: number;
  pending: number;
  state: FlusherState;
}

/** What the flusher is doing, or why it is not. `until` is in ms since the epoch. */
export type FlusherState =
  | { name: 'idle' }
  | { name: 'sending' }
  | { name: 'waiting'; until: number; because: WaitReason }
  | { name: 'held'; until: number; because: 'misconfigured' };

export type WaitReason = 'backoff' | 'retry-after' | 'offline';

/** The durable account of an outbox, over all pages and page loads since it was born. `pushed` is the sum of all the others. */
export interface Counters {
  delivered: number;
  /** Of the delivered, how many the collector had already. */
  duplicates: number;
  pending: number;
  pendingBytes: number;
  dropped: Partial<Record<DropReason, number>>;
  rejected: Partial<Record<RejectReason, number>>;
  buried: number;
}

export interface PipelineStatus {
  outboxId: string;
  /** Where appended events are: on the disk, or in memory while the browser refuses the disk. In memory only what is delivered counts as durable. */
  storage: 'disk' | 'memory';
  counters: Counters;
  flusher: FlusherState;
  /** When the collector last acknowledged a batch, ms since the epoch. */
  deliveredAt: number | undefined;
  problems: Problem[];
}

/** What only somebody who looks into the pipeline wants to know. */
export interface Inspection {
  /** The last attempts of this pipeline, the newest first, at most 20: those of other tabs and of earlier page loads are not known here. */
  batches: BatchAttempt[];
  /** The events that have waited longest, at most 20. */
  oldest: PendingEvent[];
}

/** One request to the collector. */
export interface BatchAttempt {
  batch: string;
  /** When it was sent, ms since the epoch. */
  at: number;
  /** 1 for the first try of this batch. */
  attempt: number;
  events: number;
  /** Size of the body as it travelled. */
  bytes: number;
  /** True when it was sent to outlive the page. */
  keepalive: boolean;
  /** Undefined while it is on its way. */
  outcome: BatchOutcome | undefined;
}

export interface BatchOutcome {
  kind: 'accepted' | 'untrusted' | 'later' | 'too-large' | 'encoding-refused' | 'refused' | 'misconfigured';
  /** How long it took, ms. */
  ms: number;
  /** The HTTP status where it was the reason. */
  status?: number;
  /** Why, in a few words; empty for what was accepted. */
  detail: string;
}

/** An event that waits. */
export interface PendingEvent {
  id: string;
  /** Its name, or the wire's type where nobody has pushed it. */
  event: string;
  /** Push time, ISO 8601. */
  time: string;
  sequence: string;
  properties: Json;
}

/** Part of an export: lines of JSON, each with its line break. */
export interface ExportSlice {
  lines: string;
  /** Where the next slice begins; undefined after the last. */
  next: ExportPosition | undefined;
}

/** A place in what waits: on the disk (0) or in memory (1), behind the row with this number. */
export interface ExportPosition {
  outbox: number;
  after: number;
}
