import type { Json } from '../shared/event.js';
import { createProblemLog } from '../shared/problem.js';
import type { OpenRequest, PipelineApi, PipelineListener } from '../shared/protocol.js';
import { resolveSettings } from '../shared/settings.js';
import { createConnectivity } from './connectivity.js';
import type { Environment } from './environment.js';
import { createFlushLock } from './flush-lock.js';
import { createFlusher, flusherState } from './flusher.js';
import { createOutbox } from './outbox.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import { createTransport } from './transport.js';

/** What the runtime must give: the same parts run in a worker, on the page's thread and in a test. */
export interface PipelineRuntime {
  environment: Environment;
  fetch: typeof fetch;
  locks: LockManager | undefined;
  isOnline: boolean;
  /** What the runtime can tell of the device by itself. */
  device: { [fact: string]: Json };
}

/** The control plane: builds one page's pipeline on `open` and hands every call on to its parts. */
export function createPipelineApi(runtime: PipelineRuntime): PipelineApi<MessagePort> {
  let parts: ReturnType<typeof build> | undefined;

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
      const { pipeline, flusher, outbox } = opened();
      await pipeline.whenDurable(n);
      const delivered = await flusher.flush({ force: true });
      const { counters, schedule } = await outbox.account();
      const state = flusherState(flusher.isSending(), counters.pending, schedule, runtime.environment.now());
      return { delivered, pending: counters.pending, state };
    },
    async status() {
      const { flusher, outbox, problems } = opened();
      const { outboxId, counters, deliveredAt, schedule } = await outbox.account();
      const state = flusherState(flusher.isSending(), counters.pending, schedule, runtime.environment.now());
      return { outboxId, counters, flusher: state, deliveredAt, problems: problems.list() };
    },
    async recover(pageId, message) {
      const pipeline = opened().pipelineFor(pageId, () => {});
      await pipeline.whenDurable(pipeline.receive(message));
      return true;
    },
    async setOnline(online) {
      opened().connectivity.set(online);
    },
    async hide() {
      await opened().flusher.flush({ keepalive: true });
    },
    async close(n) {
      const { pipeline, flusher, outbox } = opened();
      await pipeline.whenDurable(n);
      flusher.close();
      outbox.close();
      return true;
    },
  };
}

function build(runtime: PipelineRuntime, { pageId, settings: given }: OpenRequest, dataPort: MessagePort, listener: PipelineListener) {
  const { environment, fetch, locks, device } = runtime;
  const settings = resolveSettings(given);
  const problems = createProblemLog(environment.now, (problem) => listener.onProblem(problem));
  const outbox = createOutbox({ settings, now: environment.now, newId: environment.newId });
  const transport = createTransport({ endpoint: settings.endpoint, acknowledge: settings.acknowledge, fetch, environment });
  const lock = createFlushLock(`igevents:${settings.site}`, locks);
  const connectivity = createConnectivity(runtime.isOnline);
  const flusher = createFlusher({ settings, outbox, transport, lock, connectivity, environment, problems });
  const pipelineFor = (id: string, tell: (n: number) => void): Pipeline => {
    const onDurable = (n: number): void => {
      tell(n);
      flusher.notify();
    };
    return createPipeline({ pageId: id, device, outbox, environment, problems, onDurable });
  };
  const pipeline = pipelineFor(pageId, (n) => dataPort.postMessage(n));
  dataPort.onmessage = ({ data }) => pipeline.receive(data);
  // What an earlier page left behind is sent without waiting for a push.
  flusher.notify();
  return { pipeline, pipelineFor, flusher, outbox, connectivity, problems };
}
