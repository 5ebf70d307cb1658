import { expose } from 'comlink';
import { deviceFacts } from './device-facts.js';
import { browserEnvironment } from './environment.js';
import { createPipelineApi } from './pipeline-api.js';

expose(
  createPipelineApi({
    environment: browserEnvironment,
    fetch: fetch.bind(globalThis),
    locks: navigator.locks,
    isOnline: navigator.onLine,
    device: deviceFacts(),
  }),
);
