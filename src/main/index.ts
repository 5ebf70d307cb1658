export type { Campaign, EventInput, Json, TestGroup } from '../shared/event.js';
export { type DropReason, IgEventsError, type Problem, type ProblemCode, type RejectReason } from '../shared/problem.js';
export type { Counters, FlusherState, FlushResult, PipelineStatus } from '../shared/protocol.js';
export { createIgEvents, type IgEvents, type IgEventsSettings, type PageStatus, type Status } from './client.js';
