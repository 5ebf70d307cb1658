import type { Problem } from '../../src/shared/problem.js';
import type { OpenRequest, OutboxMark, PipelineApi, PipelineListener } from '../../src/shared/protocol.js';
import { createPipelineApi } from '../../src/worker/pipeline-api.js';
import { createVirtualPort } from './virtual-port.js';
import { createVirtualThread, type VirtualThread } from './virtual-thread.js';
import type { World } from './world.js';

/** A worker with the real pipeline in it, and its page's lines to it. */
export interface VirtualWorker {
  readonly thread: VirtualThread;
  /** The data plane. */
  post(message: string): void;
  /** A call on the control plane; undefined where it fails or takes longer than `ms`. */
  ask<Answer>(call: (api: PipelineApi<MessagePort>) => Promise<Answer>, ms: number): Promise<Answer | undefined>;
  /** Opens the pipeline. */
  open(request: Pick<OpenRequest, 'pageId' | 'durable' | 'mark' | 'followed'>, ms: number): Promise<true | undefined>;
  /** The page listens no more. */
  abandon(): void;
}

export interface VirtualWorkerParts {
  world: World;
  page: VirtualThread;
  onDurable: (n: number) => void;
  onOutbox: (mark: OutboxMark) => void;
  onFate: PipelineListener['onFate'];
}

export function createVirtualWorker({ world, page, onDurable, onOutbox, onFate }: VirtualWorkerParts): VirtualWorker {
  const { network, settings, trace } = world;
  const thread = createVirtualThread(world, `${page.name}.${world.newId().replace(/^0+/, 'w')}`);
  const answers = createVirtualPort(world, thread, page, onDurable);
  const marks = createVirtualPort(world, thread, page, onOutbox);
  const { port, receive } = createDataPort(answers.post);
  const data = createVirtualPort(world, page, thread, receive);
  const api = createPipelineApi({
    environment: thread.environment,
    fetch: network.fetchFor(thread),
    locks: world.locks?.managerFor(thread),
    createStore: world.disk.storeFor(thread),
    createMarkChannel: () => world.channel.endFor(thread),
    isOnline: network.weather !== 'offline',
    device: {},
  });
  const listener = {
    onProblem: ({ message }: Problem): void => trace.add(`${thread.name} says: ${message}`),
    onOutbox: marks.post,
    onWithdrawn: () => {},
    onFate,
  };

  function ask<Answer>(call: (to: PipelineApi<MessagePort>) => Promise<Answer>, ms: number): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const back = createVirtualPort<Answer | undefined>(world, thread, page, resolve);
      const there = createVirtualPort<undefined>(world, page, thread, () => {
        call(api).then(back.post, () => back.post(undefined));
      });
      there.post(undefined);
      page.after(ms, () => resolve(undefined));
    });
  }

  return {
    thread,
    post: data.post,
    ask,
    open: (request, ms) => ask((to) => to.open({ ...request, settings, grantedAt: Number.POSITIVE_INFINITY }, port, listener), ms),
    abandon() {
      data.close();
      answers.close();
    },
  };
}

/** The worker's end of the data plane: what comes before somebody listens waits. */
function createDataPort(answer: (n: number) => void): { port: MessagePort; receive: (message: string) => void } {
  let listener: ((event: { data: string }) => void) | undefined;
  let waiting: string[] = [];
  const port = {
    postMessage: answer,
    set onmessage(next: (event: { data: string }) => void) {
      listener = next;
      for (const data of waiting) next({ data });
      waiting = [];
    },
  };
  return {
    port: port as unknown as MessagePort,
    receive(data) {
      if (listener) listener({ data });
      else waiting.push(data);
    },
  };
}
