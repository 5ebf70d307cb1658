import type { ControlPlane } from './pipeline-host.js';

/** The worker's code, on whichever thread it is called. */
export interface InlinedPipeline {
  /** Answers to the page that has made this worker. */
  exposePipeline(): void;
  createSameThreadPipeline(): ControlPlane;
}

/**
 * One function that needs nothing from outside, so that its text is a worker's script; igevents.inlined.js has it, put here by its build.
 * Undefined in every other build.
 */
export const inlinedPipeline: (() => InlinedPipeline) | undefined = undefined;
