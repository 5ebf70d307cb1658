import { proxy, type Remote, transfer, wrap } from 'comlink';
import type { Problem } from '../shared/problem.js';
import type { OpenRequest, PipelineApi } from '../shared/protocol.js';
import { withDeadline } from './deadline.js';

/** The page's end of the line to the worker. */
export interface PipelineLink {
  /** The control plane. */
  readonly api: Remote<PipelineApi<MessagePort>>;
  /** The data plane: hands one message over. What is posted before the worker has loaded waits in the port. */
  post(message: string): void;
  /** Ends the worker. */
  end(): void;
}

/** How long the worker may take to load and answer, ms. It takes 25 on a desktop; the rest is for slow kiosks and networks. */
const handshakeMs = 20_000;

export interface PipelineLinkParts {
  request: OpenRequest;
  makeWorker: () => Worker;
  onDurable: (n: number) => void;
  onProblem: (problem: Problem) => void;
  onOpen: () => void;
  /** The worker could not be started, or did not answer. `reason` completes the sentence «The worker failed: …». */
  onFailure: (reason: string) => void;
}

/** Starts the worker and opens the pipeline in it; undefined where the browser refuses the worker at once. */
export function openPipelineLink({
  request,
  makeWorker,
  onDurable,
  onProblem,
  onOpen,
  onFailure,
}: PipelineLinkParts): PipelineLink | undefined {
  let worker: Worker;
  try {
    worker = makeWorker();
  } catch (error) {
    // WebKit throws where a security policy forbids workers, every engine where it asks for Trusted Types.
    onFailure(String(error));
    return undefined;
  }
  const api = wrap<PipelineApi<MessagePort>>(worker);
  const { port1, port2 } = new MessageChannel();
  const fail = (reason: string): void => {
    worker.terminate();
    onFailure(reason);
  };
  // Chromium and Firefox tell a refusal, a 404 and a syntax error by this event alone, mostly without a message.
  worker.addEventListener('error', ({ message }) => fail(message || 'its script could not be loaded'), { once: true });
  port1.onmessage = ({ data }) => onDurable(data);
  void withDeadline(api.open(request, transfer(port2, [port2]), proxy({ onProblem })), handshakeMs).then((opened) => {
    if (opened) onOpen();
    else fail('it did not answer in time');
  });
  return {
    api,
    post: (message) => port1.postMessage(message),
    end: () => {
      port1.close();
      worker.terminate();
    },
  };
}

/** The worker at `url`, or beside the library. The latter is one literal expression, for that is what bundlers look for. */
export function makeWorker(url: string | undefined): Worker {
  return url === undefined
    ? new Worker(new URL('../worker/index.js', import.meta.url), { type: 'module' })
    : new Worker(url, { type: 'module' });
}
