import { canBroadcast } from './broadcast.js';
import type { PipelineRuntime } from './build-pipeline.js';
import { deviceFacts } from './device-facts.js';
import { createDiskStore } from './disk-store.js';
import { browserEnvironment } from './environment.js';
import { createMarkChannel } from './mark-channel.js';

/** What a browser's thread gives the pipeline, be it a worker's or the page's. */
export function browserRuntime(): PipelineRuntime {
  return {
    environment: browserEnvironment,
    fetch: fetch.bind(globalThis),
    locks: navigator.locks,
    createStore: createDiskStore,
    createMarkChannel: canBroadcast ? createMarkChannel : () => undefined,
    isOnline: navigator.onLine,
    device: deviceFacts(),
  };
}
