import type { PipelineApi } from '../shared/protocol.js';
import { browserRuntime } from './browser-runtime.js';
import { createPipelineApi } from './pipeline-api.js';

/** The worker's pipeline for a page that gets no worker; called on the page's own thread, without comlink. */
export function createSameThreadPipeline(): PipelineApi<MessagePort> {
  return createPipelineApi(browserRuntime());
}
