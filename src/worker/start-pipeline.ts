import { expose } from 'comlink';
import type { EventSchemas } from '../shared/event-map.js';
import { IgEventsError } from '../shared/problem.js';
import { browserRuntime } from './browser-runtime.js';
import type { PipelineRuntime } from './build-pipeline.js';
import { createEventCheck, isSchema } from './event-check.js';
import { createPipelineApi } from './pipeline-api.js';

export type { EventSchemas, EventsOf } from '../shared/event-map.js';
export type { StandardSchema } from '../shared/standard-schema.js';
export { defineEvents } from './define-events.js';

export interface PipelineOptions {
  /** A validator per event name, of any library that keeps Standard Schema; see `defineEvents`. @default {} */
  events?: EventSchemas;
  /**
   * What becomes of an event whose properties do not keep the schema of its name: `warn` tells a problem and sends it, `quarantine` puts it aside as a
   * dead letter, `off` does not look. @default 'warn'
   */
  validation?: 'off' | 'warn' | 'quarantine';
}

/**
 * Starts the pipeline in a worker of the application's own, to which the page gives its `createWorker`. Validators can only run there: functions
 * cannot be sent from thread to thread. To be called once, when the worker is loaded.
 *
 * @throws IgEventsError with code `invalid-settings` when something among `events` is no validator.
 */
export function startPipeline({ events = {}, validation = 'warn' }: PipelineOptions = {}): void {
  for (const [name, schema] of Object.entries(events)) {
    if (!isSchema(schema)) throw new IgEventsError(`The schema of "${name}" has no ~standard.validate; see standardschema.dev.`);
  }
  const runtime: PipelineRuntime = browserRuntime();
  const { environment } = runtime;
  if (validation !== 'off') runtime.createCheck = (problems) => createEventCheck({ events, mode: validation, environment, problems });
  expose(createPipelineApi(runtime));
}
