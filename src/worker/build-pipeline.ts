import type { Json } from '../shared/event.js';
import { createProblemLog, type ProblemLog } from '../shared/problem.js';
import type { OpenRequest, OutboxMark, PipelineListener, PipelineStatus } from '../shared/protocol.js';
import { resolveSettings } from '../shared/settings.js';
import { atMostEvery } from './at-most-every.js';
import { type Connectivity, createConnectivity } from './connectivity.js';
import { createOutbox } from './create-outbox.js';
import type { Departures } from './departures.js';
import type { DiskStoreParts } from './disk-store.js';
import type { Environment } from './environment.js';
import type { EventCheck } from './event-check.js';
import { createFateWatch } from './fate-watch.js';
import { createFlushLock, type FlushLock } from './flush-lock.js';
import { createFlusher, type Flusher, type FlushOptions, flusherState } from './flusher.js';
import type { MarkChannel } from './mark-channel.js';
import { createMemoryStore } from './memory-store.js';
import type { Outbox } from './outbox.js';
import { createOutboxFailover, type MemoryOutbox, type OutboxFailover } from './outbox-failover.js';
import type { OutboxStore } from './outbox-store.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import { createRecentBatches, type RecentBatches } from './recent-batches.js';
import { createTransport } from './transport.js';
import type { Turns } from './turns.js';
import { createWireGate, type WireGate } from './wire-gate.js';

/** What the runtime must give: the same parts run in a worker, on the page's thread and in a test. */
export interface PipelineRuntime {
  environment: Environment;
  fetch: typeof fetch;
  locks: LockManager | undefined;
  createStore: (parts: DiskStoreParts) => OutboxStore;
  createMarkChannel: (site: string) => MarkChannel | undefined;
  isOnline: boolean;
  /** What the runtime can tell of the device by itself. */
  device: { [fact: string]: Json };
  /** Makes the check of a worker that has validators. */
  createCheck?: (problems: ProblemLog) => EventCheck;
}

/** Most bytes of events in memory while the browser refuses the disk; the page holds the same events once more. */
const maxMemoryBytes = 4_194_304;
/** Page loads in a row in which the database could not be read until it is made anew (fault catalog F32). */
const maxFailedOpens = 3;
/** How often the page is told about the outbox at the most, ms. */
const markMs = 1_000;
/** One page's pipeline, built of its parts. */
export interface BuiltPipeline {
  pipeline: Pipeline;
  /** False for a page that only deletes, or asks the collector to. */
  hasConsent: boolean;
  /** For what another page has left, with what was durable of it. */
  pipelineFor(pageId: string, durable: number, onDurable: (n: number) => void): Pipeline;
  flush(options: FlushOptions): Promise<number>;
  state(): Promise<Omit<PipelineStatus, 'problems'>>;
  failover: OutboxFailover;
  connectivity: Connectivity;
  problems: ProblemLog;
  /** What the page writes down about the outbox. */
  marks: { flush(): void };
  outbox: Outbox;
  /** On the disk and, while there is one, in memory. */
  outboxes(): readonly [disk: Outbox, memory: Outbox | undefined];
  transport: RecentBatches;
  flusher: Flusher;
  lock: FlushLock;
  gate: WireGate;
  channel: MarkChannel | undefined;
  /** Nothing goes out any more, and nothing is taken. */
  withdraw(): void;
  close(): void;
}

export function buildPipeline(
  runtime: PipelineRuntime,
  request: OpenRequest,
  dataPort: MessagePort,
  listener: PipelineListener,
): BuiltPipeline {
  const { environment, locks } = runtime;
  const { deviceId } = request.settings;
  const device = deviceId === undefined ? runtime.device : { ...runtime.device, id: deviceId };
  const { grantedAt } = request;
  const gate = createWireGate(runtime.fetch);
  const { now, newId } = environment;
  const settings = resolveSettings(request.settings);
  const { site, durability } = settings;
  const problems = createProblemLog(now, (problem) => listener.onProblem(problem));
  const channel = runtime.createMarkChannel(site);
  const marks = atMostEvery(markMs, environment, (mark: OutboxMark) => {
    listener.onOutbox(mark);
    channel?.tell(mark);
  });

  const check = runtime.createCheck?.(problems);
  const fates = createFateWatch({
    pageId: request.pageId,
    tell: (from, to, fate) => listener.onFate(from, to, fate),
    find: (pageId, numbers) => failover.find(pageId, numbers),
    environment,
    followed: request.followed ?? [],
  });
  const onLeft = ({ outboxId, left }: Departures): void => {
    if (left.length === 0) return;
    fates.left({ outboxId, left });
    channel?.tellDepartures({ outboxId, left });
  };
  channel?.onDepartures(fates.left);

  const failedOpens = request.mark?.failedOpens ?? 0;
  const mayRecreate = (): boolean => failedOpens >= maxFailedOpens;
  const lossReason = (): 'outbox-corrupt' | 'outbox-lost' => (mayRecreate() ? 'outbox-corrupt' : 'outbox-lost');
  const store = runtime.createStore({ site, durability, environment, mayRecreate });
  const outbox = createOutbox({
    store,
    settings,
    now,
    newId,
    problems,
    grantedAt,
    mark: request.mark,
    lossReason,
    onCommit: marks.give,
    onLeft,
  });
  channel?.onTold((mark) => {
    if (!outbox.hear(mark)) return;
    // What waits to be told is older. A service worker tells, too, and cannot write down what it tells.
    marks.forget();
    listener.onOutbox(mark);
  });

  const wire = createTransport({ endpoint: settings.endpoint, acknowledge: settings.acknowledge, fetch: gate.fetch, environment });
  const transport = createRecentBatches(wire, environment);
  const lock = createFlushLock({ name: `igevents:${site}`, locks, outbox, environment });
  const connectivity = createConnectivity(runtime.isOnline);
  const flusher = createFlusher({ settings, outbox, transport, lock, connectivity, environment, problems });

  const createMemory = (turns: Turns, onSettled: () => void): MemoryOutbox => {
    const limited = { ...settings, maxOutboxBytes: Math.min(maxMemoryBytes, settings.maxOutboxBytes) };
    const inMemory = createOutbox({
      store: createMemoryStore(),
      settings: limited,
      now,
      newId,
      problems,
      roomReason: 'quota',
      onLeft: fates.left,
    });
    const settle: typeof inMemory.settle = async (...args) => {
      const settled = await inMemory.settle(...args);
      onSettled();
      return settled;
    };
    const told = { ...inMemory, settle };
    return {
      outbox: told,
      flusher: createFlusher({ settings, outbox: told, transport, lock: turns, connectivity, environment, problems }),
    };
  };
  const pipelines = new Map<string, Pipeline>();
  let isWithdrawn = false;
  const withdraw = (): void => {
    isWithdrawn = true;
    gate.shut();
    for (const each of pipelines.values()) each.stop();
    failover.discard();
  };
  const onWithdrawn = (at: number): void => {
    // Told late: the visitor has agreed again.
    if (at < grantedAt) return;
    withdraw();
    listener.onWithdrawn(at);
  };
  channel?.onWithdrawn(onWithdrawn);
  const failover = createOutboxFailover({
    disk: outbox,
    createMemory,
    environment,
    problems,
    onDurable: (pageId, n) => pipelines.get(pageId)?.advance(n),
    onMoved: () => flusher.notify(),
    onAbsorbed: fates.moved,
    onCorrupt: () => marks.give({ outboxId: '', pending: 0, ...request.mark, failedOpens: failedOpens + 1 }),
  });
  const pipelineFor = (pageId: string, durable: number, onDurable: (n: number) => void): Pipeline => {
    const onAppended = (isUrgent: boolean): void => flusher.notify(isUrgent);
    const pipeline = createPipeline({
      pageId,
      durable,
      device,
      privacy: request.settings,
      outbox: failover,
      environment,
      problems,
      onDurable,
      onAppended,
      onWithdrawn,
      check,
      fates: pageId === request.pageId ? fates : undefined,
    });
    pipelines.set(pageId, pipeline);
    if (isWithdrawn) pipeline.stop();
    return pipeline;
  };

  const flushers = (): Flusher[] => {
    const memory = failover.memory();
    return memory ? [flusher, memory.flusher] : [flusher];
  };
  const flush = async (options: FlushOptions): Promise<number> => {
    const delivered = await Promise.all(flushers().map((each) => each.flush(options)));
    return delivered.reduce((sum, count) => sum + count, 0);
  };
  const outboxes = () => [outbox, failover.memory()?.outbox] as const;
  const state = async () => {
    const { outboxId, counters, deliveredAt, schedule } = await failover.account();
    const isSending = flushers().some((each) => each.isSending());
    const storage = failover.memory() ? ('memory' as const) : ('disk' as const);
    return { outboxId, storage, counters, deliveredAt, flusher: flusherState(isSending, counters.pending, schedule, now()) };
  };
  const close = (): void => {
    marks.flush();
    fates.close();
    flusher.close();
    failover.close();
    channel?.close();
    outbox.close();
  };

  let durable = request.durable;
  const pipeline = pipelineFor(request.pageId, durable, (n) => {
    durable = n;
    dataPort.postMessage(n);
    fates.durable(n);
  });
  dataPort.onmessage = ({ data }) => {
    if (data === '') dataPort.postMessage(durable);
    else pipeline.receive(data);
  };
  // What an earlier page left behind is sent without waiting for a push.
  if (grantedAt > 0) flusher.notify();
  return {
    hasConsent: grantedAt > 0,
    pipeline,
    pipelineFor,
    flush,
    state,
    failover,
    connectivity,
    problems,
    marks,
    close,
    outbox,
    outboxes,
    transport,
    flusher,
    lock,
    gate,
    withdraw,
    channel,
  };
}
