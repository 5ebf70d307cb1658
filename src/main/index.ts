export type { Campaign, EventInput, Json, TestGroup } from '../shared/event.js';
export { type DropReason, IgEventsError, type Problem, type ProblemCode, type RejectReason } from '../shared/problem.js';
export type { BuriedEvent, Counters, FlusherState, FlushResult, PipelineStatus } from '../shared/protocol.js';
export { createIgEvents } from './client.js';
export type { IgEvents, IgEventsSettings, PageStatus, Status } from './ig-events.js';
