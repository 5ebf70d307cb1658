import type { Json } from '../shared/event.js';
import { createProblemLog } from '../shared/problem.js';
import type { OpenRequest, OutboxMark, PipelineApi, PipelineListener } from '../shared/protocol.js';
import { resolveSettings } from '../shared/settings.js';
import { createConnectivity } from './connectivity.js';
import type { DiskStoreParts } from './disk-store.js';
import type { Environment } from './environment.js';
import { createFlushLock } from './flush-lock.js';
import { createFlusher, type Flusher, type FlushOptions, flusherState } from './flusher.js';
import type { MarkChannel } from './mark-channel.js';
import { createMemoryStore } from './memory-store.js';
import { createOutbox } from './outbox.js';
import { createOutboxFailover, type MemoryOutbox } from './outbox-failover.js';
import type { OutboxStore } from './outbox-store.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import { createTransport } from './transport.js';
import type { Turns } from './turns.js';

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
}

/** Most bytes of events in memory while the browser refuses the disk; the page holds the same events once more. */
const maxMemoryBytes = 4_194_304;
/** Page loads in a row in which the database could not be read until it is made anew (fault catalog F32). */
const maxFailedOpens = 3;
/** How often the page is told about the outbox at the most, ms. */
const markMs = 1_000;
/** How long an end waits for the last events to be durable, ms. */
const closeMs = 5_000;

/** The control plane: builds one page's pipeline on `open` and hands every call on to its parts. */
export function createPipelineApi(runtime: PipelineRuntime): PipelineApi<MessagePort> {
  let parts: ReturnType<typeof build> | undefined;
  const { environment } = runtime;

  function opened(): ReturnType<typeof build> {
    if (!parts) throw new Error('The pipeline is not open.');
    return parts;
  }

  return {
    async open(request, dataPort, listener) {
      parts ??= build(runtime, request, dataPort, listener);
      return true;
    },
    async flush(n) {
      const { pipeline, flush, state } = opened();
      await pipeline.whenAppended(n);
      const delivered = await flush({ force: true });
      const { flusher, counters } = await state();
      return { delivered, pending: counters.pending, state: flusher };
    },
    async status() {
      const { state, problems } = opened();
      return { ...(await state()), problems: problems.list() };
    },
    async recover(pageId, message) {
      const pipeline = opened().pipelineFor(pageId, 0, () => {});
      await pipeline.whenDurable(pipeline.receive(message));
      return true;
    },
    async setOnline(online) {
      opened().connectivity.set(online);
    },
    async hide() {
      const { flush, marks } = opened();
      marks.flush();
      await flush({ keepalive: true });
    },
    async close(n) {
      const { pipeline, close } = opened();
      const isDurable = pipeline.whenDurable(n).then(() => true);
      const isLate = new Promise<false>((resolve) => environment.schedule(() => resolve(false), closeMs));
      const answer = await Promise.race([isDurable, isLate]);
      close();
      return answer;
    },
    async deadLetters() {
      return opened().failover.deadLetters();
    },
    async requeue(ids) {
      const { failover, flush } = opened();
      const count = await failover.requeue(ids);
      void flush({ force: true });
      return count;
    },
    async purge(ids) {
      return opened().failover.purge(ids);
    },
  };
}

function build(runtime: PipelineRuntime, request: OpenRequest, dataPort: MessagePort, listener: PipelineListener) {
  const { environment, fetch, locks, device } = runtime;
  const { now, newId } = environment;
  const settings = resolveSettings(request.settings);
  const { site, durability } = settings;
  const problems = createProblemLog(now, (problem) => listener.onProblem(problem));
  const channel = runtime.createMarkChannel(site);
  const marks = atMostEvery(markMs, environment, (mark: OutboxMark) => {
    listener.onOutbox(mark);
    channel?.tell(mark);
  });

  const failedOpens = request.mark?.failedOpens ?? 0;
  const mayRecreate = (): boolean => failedOpens >= maxFailedOpens;
  const lossReason = (): 'outbox-corrupt' | 'outbox-lost' => (mayRecreate() ? 'outbox-corrupt' : 'outbox-lost');
  const store = runtime.createStore({ site, durability, environment, mayRecreate });
  const outbox = createOutbox({ store, settings, now, newId, problems, mark: request.mark, lossReason, onCommit: marks.give });
  channel?.onTold(outbox.hear);

  const transport = createTransport({ endpoint: settings.endpoint, acknowledge: settings.acknowledge, fetch, environment });
  const lock = createFlushLock({ name: `igevents:${site}`, locks, outbox, environment });
  const connectivity = createConnectivity(runtime.isOnline);
  const flusher = createFlusher({ settings, outbox, transport, lock, connectivity, environment, problems });

  const createMemory = (turns: Turns, onSettled: () => void): MemoryOutbox => {
    const limited = { ...settings, maxOutboxBytes: Math.min(maxMemoryBytes, settings.maxOutboxBytes) };
    const inMemory = createOutbox({ store: createMemoryStore(), settings: limited, now, newId, problems, roomReason: 'quota' });
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
  const failover = createOutboxFailover({
    disk: outbox,
    createMemory,
    environment,
    problems,
    onDurable: (pageId, n) => pipelines.get(pageId)?.advance(n),
    onMoved: () => flusher.notify(),
    onCorrupt: () => marks.give({ outboxId: '', pending: 0, ...request.mark, failedOpens: failedOpens + 1 }),
  });
  const pipelineFor = (pageId: string, durable: number, onDurable: (n: number) => void): Pipeline => {
    const onAppended = (): void => flusher.notify();
    const pipeline = createPipeline({ pageId, durable, device, outbox: failover, environment, problems, onDurable, onAppended });
    pipelines.set(pageId, pipeline);
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
  const state = async () => {
    const { outboxId, counters, deliveredAt, schedule } = await failover.account();
    const isSending = flushers().some((each) => each.isSending());
    const storage = failover.memory() ? ('memory' as const) : ('disk' as const);
    return { outboxId, storage, counters, deliveredAt, flusher: flusherState(isSending, counters.pending, schedule, now()) };
  };
  const close = (): void => {
    marks.flush();
    flusher.close();
    failover.close();
    channel?.close();
    outbox.close();
  };

  let durable = request.durable;
  const pipeline = pipelineFor(request.pageId, durable, (n) => {
    durable = n;
    dataPort.postMessage(n);
  });
  dataPort.onmessage = ({ data }) => {
    if (data === '') dataPort.postMessage(durable);
    else pipeline.receive(data);
  };
  // What an earlier page left behind is sent without waiting for a push.
  flusher.notify();
  return { pipeline, pipelineFor, flush, state, failover, connectivity, problems, marks, close };
}

/** Hands on at once, then at most one value per `ms`, the newest; `flush` does not wait for that. */
function atMostEvery<Value>(
  ms: number,
  { schedule }: Environment,
  tell: (value: Value) => void,
): { give: (value: Value) => void; flush: () => void } {
  let isResting = false;
  let next: { value: Value } | undefined;

  function flush(): void {
    if (next) tell(next.value);
    next = undefined;
  }

  function give(value: Value): void {
    next = { value };
    if (isResting) return;
    flush();
    isResting = true;
    schedule(() => {
      isResting = false;
      if (next) give(next.value);
    }, ms);
  }

  return { give, flush };
}
