import { expose } from 'comlink';
import { browserRuntime } from './browser-runtime.js';
import { createPipelineApi } from './pipeline-api.js';

expose(createPipelineApi(browserRuntime()));
