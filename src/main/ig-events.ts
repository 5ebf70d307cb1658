import type { Consent, EventInput, Json } from '../shared/event.js';
import type { PushedEvent, PushedEvents } from '../shared/event-map.js';
import type { Problem } from '../shared/problem.js';
import type { BuriedEvent, FlushResult, Inspection, PipelineStatus } from '../shared/protocol.js';
import type { Settings } from '../shared/settings.js';
import type { Tracked } from './tracked.js';
import type { Thread } from './worker-life.js';

/** What `createIgEvents` takes. Everything has a default. */
export interface IgEventsSettings extends Omit<Settings, 'context' | 'consent'> {
  /** Facts of your own that every event shall carry, as JSON; or a function that gives them, asked once per task that pushes. @default {} */
  context?: Facts | (() => Facts);
  /** Whether events may be kept and sent, or an adapter of the shop's consent banner (see `igevents/consent`). @default what was told last, else 'granted' */
  consent?: Consent | ConsentSource;
  /** Sees each item before anything keeps it, synchronously in `push`; what it returns is pushed instead. Null drops the item, which counts as rejected. */
  beforeStore?: (event: EventInput) => EventInput | null | undefined;
  /** Makes the worker itself, for pages whose security policy asks for it. Wins over `workerUrl`. */
  createWorker?: () => Worker;
  /** Called for each problem, as `onProblem` does. */
  onProblem?: (problem: Problem) => void;
}

/** Facts that every event carries, as JSON. */
export interface Facts {
  readonly [fact: string]: Json;
}

/** Tells the visitor's decision: at once when it is known, and at every change. Until then it is pending. */
export type ConsentSource = (tell: (consent: Consent) => void) => void;

/** The pipeline's face on the page: an array that is always empty, so that every page that takes `window.igEvents` for a queue finds one. */
export interface IgEvents {
  /**
   * Takes events. Synchronous: the arguments are read before it returns, later changes to them do not matter.
   * Never throws, whatever it is given; what cannot be an event is counted as rejected.
   *
   * @returns a promise that is always fulfilled already, for callers who expect one from Intelligems' interface.
   */
  push<const Names extends readonly string[]>(...events: PushedEvents<Names>): Promise<void>;
  /**
   * Pushes one event and tells what becomes of it: for the few of which somebody wants to know, an order say. Never throws. A page that is left, or
   * whose pipeline is closed, hears no more; the event goes on.
   */
  track<const Name extends string>(event: PushedEvent<Name>): Tracked;
  /** Sends what is pending without waiting for the schedule. Resolves when everything is delivered or an attempt has failed. */
  flush(): Promise<FlushResult | undefined>;
  /** `flush`, by the name it has in Intelligems' interface. */
  sendPendingEvents(): Promise<void>;
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
  /** Resolves when the pipeline runs for the first time: from now on events become durable. Never while there is no consent. */
  readonly ready: Promise<void>;
  /** Whether events may be kept and sent now. */
  readonly consent: Consent;
  /**
   * Says what the visitor has decided; kept on the device, and told to all its tabs. The next push obeys it.
   * Resolves when it is carried out: after a denial, when nothing is sent any more in any tab and what waited is deleted.
   */
  setConsent(consent: Consent): Promise<void>;
  /**
   * Deletes what waits of a user, forgets the visitor's identity and asks the collector to delete what it has: a request that is as durable as an event.
   * Resolves when the request is durable.
   *
   * @param userId the wire's `userId`. @default this visitor's
   */
  erase(userId?: string): Promise<void>;
  /** Says who is signed in: events from now on carry `accountId`, on later pages too. Is itself pushed as the event `identify` with the traits. */
  identify(accountId: string, traits?: Facts): void;
  /** Forgets who is signed in and begins a new visitor and a new session, in all tabs. Events that were pushed keep their identity. */
  reset(): void;
  /** Ends the visit of one customer at a shared device: `reset`, and what was pushed is sent at once. */
  endSession(): void;
  /** Adds facts to those that every later event carries. */
  setFacts(facts: Facts): void;
  /** What this page load knows by itself, now; the same object until something has changed. */
  readonly page: PageStatus;
  /** Names this page load; ids of its events are `<pageId>:<n>`. */
  readonly pageId: string;
  /** For diagnostics: the last requests and the events that have waited longest. Undefined while nothing runs. */
  inspect(): Promise<Inspection | undefined>;
  /** Everything that waits or is buried on the device, a CloudEvent as JSON per line; works without a connection. Empty while nothing runs. */
  exportEvents(): Promise<string>;
  /** Always empty: what was pushed is with the pipeline. A member of Intelligems' interface. */
  readonly igEvents: readonly EventInput[];
  /** Always false: the pipeline does not send by beacons. A member of Intelligems' interface. */
  readonly useBeacon: boolean;
}

/** What this page load knows by itself, without asking the worker. */
export interface PageStatus {
  /** Pushes since the page was loaded. */
  pushed: number;
  /** Of these, how many are accounted for on disk: stored, or counted as rejected or dropped. */
  durable: number;
  /** Of the pushes, how many were given up for want of consent. */
  withheld: number;
  consent: Consent;
  /**
   * `off`: there is no consent, so nothing runs.
   * `failed`: neither thread could run it; events are held, and it is tried again every 5 minutes and when the connection comes back.
   */
  pipeline: 'off' | 'starting' | 'running' | 'failed' | 'closed';
  /** Where the pipeline runs: on the page's own thread only where the worker has failed. */
  thread: Thread;
}

/** `page` counts this page load, `outbox` the device since the outbox was born; it is absent while the pipeline is not running. */
export interface Status {
  page: PageStatus;
  outbox: PipelineStatus | undefined;
  problems: Problem[];
}
