/** The thread a pipeline runs on. */
export type Thread = 'worker' | 'page';

/** What follows a failure: another start, or a pause before the whole order is tried again. */
export type NextStep = Thread | 'pause';

/** Pause after every thread has failed, ms. A kiosk's page lives for weeks, and a deployment without its worker is mended within hours. */
export const pauseMs = 300_000;

/** A run of this length was a success, ms: what fails after it is a new trouble (fault catalog F24). */
export const goodRunMs = 600_000;

const stepText: Record<NextStep, string> = {
  worker: 'A new worker is started.',
  page: "The page's own thread takes over; see worker-src, workerUrl and createWorker.",
  pause: 'Events are kept; the next try is in 5 minutes.',
};

/** @param failures how many there were in a row before this one: once more the worker, after that the page's thread, then a pause. */
export function afterFailure(failures: number): NextStep {
  return failures > 1 ? 'pause' : failures > 0 ? 'page' : 'worker';
}

/** @param reason what happened, as one sentence without its end. */
export function failureMessage(thread: Thread, reason: string, next: NextStep): string {
  return `The pipeline failed on the ${thread} thread: ${reason}. ${stepText[next]}`;
}
