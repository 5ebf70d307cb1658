export { type Collector, type CollectorOptions, createCollector, eventsPath } from './create-collector.js';
export { openDuckdbStore } from './duckdb/open-duckdb-store.js';
export type * from './fleet-model.js';
export { defaultLimits, type Limits } from './limits.js';
export type * from './read-model.js';
export { type RunningCollector, type StartOptions, startCollector } from './start-collector.js';
export { createStaticSite } from './static-site.js';
export type { AppendResult, CheckedBatch, CheckedEvent, EventFilter, Store } from './store.js';
