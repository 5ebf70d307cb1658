import { expose } from 'comlink';
import { browserRuntime } from './browser-runtime.js';
import { createPipelineApi } from './pipeline-api.js';

// What igevents.inlined.js carries (vite.config.ts): the code is there once, and runs in a worker or on the page.
export { createSameThreadPipeline } from './same-thread.js';

/** To be called in a worker. */
export function exposePipeline(): void {
  expose(createPipelineApi(browserRuntime()));
}
