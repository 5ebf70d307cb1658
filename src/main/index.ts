export type { Campaign, EventInput, Json, TestGroup } from '../shared/event.js';
// Whole, because an interface that is exported by its name cannot be extended from outside.
export type * from '../shared/event-map.js';
export { type DropReason, IgEventsError, type Problem, type ProblemCode, type RejectReason } from '../shared/problem.js';
export type { BuriedEvent, Counters, Fate, FlusherState, FlushResult, PipelineStatus } from '../shared/protocol.js';
export type { StandardSchema } from '../shared/standard-schema.js';
export { createIgEvents } from './client.js';
export type { IgEvents, IgEventsSettings, PageStatus, Status } from './ig-events.js';
export type { Tracked } from './tracked.js';
