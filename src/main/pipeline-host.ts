import { proxy, transfer, wrap } from 'comlink';
import type { OpenRequest, PipelineApi, PipelineListener } from '../shared/protocol.js';
import { trustedWorkerUrl } from './trusted-worker-url.js';

/** The control plane, on whichever thread it answers. */
export type ControlPlane = PipelineApi<MessagePort>;

/** One start of the pipeline on one thread. */
export interface PipelineHost {
  /** Loads the pipeline, opens it and gives its control plane. Rejected when it could not be loaded; may never settle. */
  open(request: OpenRequest, dataPort: MessagePort, listener: PipelineListener): Promise<ControlPlane>;
  end(): void;
}

/** @param onError told what the worker did not catch, before it is open and after. */
export function createWorkerHost(makeWorker: () => Worker, onError: (message: string) => void): PipelineHost {
  let worker: Worker | undefined;
  return {
    async open(request, dataPort, listener) {
      // WebKit throws where a security policy forbids workers, every engine where it asks for Trusted Types.
      worker = makeWorker();
      worker.addEventListener('error', (event) => {
        // Else the browser reports it to the host page's own handlers.
        event.preventDefault();
        onError(event.message);
      });
      const api = wrap<ControlPlane>(worker);
      await api.open(request, transfer(dataPort, [dataPort]), proxy(listener));
      return api;
    },
    end: () => worker?.terminate(),
  };
}

/** The same pipeline without a worker; its code is loaded only here. */
export function createPageHost(loadPipeline: () => Promise<ControlPlane>): PipelineHost {
  let hasEnded = false;
  return {
    async open(request, dataPort, listener) {
      const api = await loadPipeline();
      if (!hasEnded) await api.open(request, dataPort, listener);
      return api;
    },
    end() {
      hasEnded = true;
    },
  };
}

/** The worker at `url`, or beside the library. The latter is one literal expression, for that is what bundlers look for. */
export function makeWorker(url: string | undefined): Worker {
  return url === undefined
    ? new Worker(new URL('../worker/index.js', import.meta.url), { type: 'module' })
    : new Worker(trustedWorkerUrl(url), { type: 'module' });
}

/** Beside the library, as the worker is. */
export async function loadOnPage(): Promise<ControlPlane> {
  const { createSameThreadPipeline } = await import('../worker/same-thread.js');
  return createSameThreadPipeline();
}
