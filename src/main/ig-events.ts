import type { EventInput } from '../shared/event.js';
import type { Problem } from '../shared/problem.js';
import type { BuriedEvent, FlushResult, PipelineStatus } from '../shared/protocol.js';
import type { Settings } from '../shared/settings.js';
import type { Thread } from './worker-life.js';

/** What `createIgEvents` takes. Everything has a default. */
export interface IgEventsSettings extends Settings {
  /** Makes the worker itself, for pages whose security policy asks for it. Wins over `workerUrl`. */
  createWorker?: () => Worker;
  /** Called for each problem, as `onProblem` does. */
  onProblem?: (problem: Problem) => void;
}

/** The pipeline's face on the page. */
export interface IgEvents {
  /**
   * Takes events. Synchronous: the arguments are read before it returns, later changes to them do not matter.
   * Never throws, whatever it is given; what cannot be an event is counted as rejected.
   *
   * @returns a promise that is always fulfilled already, for callers who expect one from Intelligems' interface.
   */
  push(...events: EventInput[]): Promise<void>;
  /** Sends what is pending without waiting for the schedule. Resolves when everything is delivered or an attempt has failed. */
  flush(): Promise<FlushResult | undefined>;
  /** The account of this page and of the device's outbox. */
  status(): Promise<Status>;
  /** Calls `listener` for each problem (the 1st, 10th, 100th, … of a kind). @returns a function that ends it. */
  onProblem(listener: (problem: Problem) => void): () => void;
  /** Calls `listener` when the page's numbers changed, at most once per task. @returns a function that ends it. */
  onChange(listener: (page: PageStatus) => void): () => void;
  /** What the collector has refused for good, oldest first; kept on the device until it is purged or requeued. Empty while nothing runs. */
  deadLetters(): Promise<BuriedEvent[]>;
  /** Sends dead letters once more: those with these ids, or all. @returns how many. */
  requeue(ids?: readonly string[]): Promise<number>;
  /** Deletes dead letters: those with these ids, or all. They stay counted as buried. @returns how many. */
  purge(ids?: readonly string[]): Promise<number>;
  /** Makes what was pushed durable and ends the pipeline. Events that wait are sent by the next page. */
  close(): Promise<void>;
}

/** What this page load knows by itself, without asking the worker. */
export interface PageStatus {
  /** Pushes since the page was loaded. */
  pushed: number;
  /** Of these, how many are accounted for on disk: stored, or counted as rejected or dropped. */
  durable: number;
  /** `failed`: neither thread could run it; events are held, and it is tried again every 5 minutes and when the connection comes back. */
  pipeline: 'starting' | 'running' | 'failed' | 'closed';
  /** Where the pipeline runs: on the page's own thread only where the worker has failed. */
  thread: Thread;
}

/** `page` counts this page load, `outbox` the device since the outbox was born; it is absent while the pipeline is not running. */
export interface Status {
  page: PageStatus;
  outbox: PipelineStatus | undefined;
  problems: Problem[];
}
