/** Everything that can go wrong at run time, as data. The number of each is bounded by folding repeats into `count`. */
export type ProblemCode =
  | 'event-rejected'
  | 'event-dropped'
  | 'event-buried'
  | 'event-invalid'
  | 'option-ignored'
  | 'properties-too-large'
  | 'storage-unavailable'
  | 'outbox-lost'
  | 'newer-rows'
  | 'delivery-delayed'
  | 'delivery-misconfigured'
  | 'worker-failed'
  | 'global-taken';

/** A fact about something that went wrong, reported through `onProblem` and `status()`; never thrown. */
export interface Problem {
  code: ProblemCode;
  /** One sentence: what happened, with which value, and what to do. */
  message: string;
  /** How many times this code was seen since the pipeline started. */
  count: number;
  /** When it was seen last, ms since the epoch. */
  at: number;
}

/** Why a pushed item was not taken. */
export type RejectReason = 'not-an-object' | 'name-missing' | 'name-empty' | 'unreadable';

/**
 * Why an accepted event was given up. `staging-full`, `consent`, `outbox-lost` and `outbox-corrupt` leave no gap in the numbering of the outbox that
 * counts them, the others do. The latter two are estimates: what waited when a page last wrote it down, in a database that is gone.
 */
export type DropReason =
  | 'staging-full'
  | 'consent'
  | 'erased'
  | 'outbox-lost'
  | 'outbox-corrupt'
  | 'outbox-full'
  | 'quota'
  | 'bad-row'
  | 'too-large'
  | 'dead-letters-full';

/** Thrown once, at creation, when the settings cannot work; nothing else in the library throws. */
export class IgEventsError extends Error {
  override readonly name = 'IgEventsError';
  readonly code: 'invalid-settings';

  constructor(message: string) {
    super(`[igevents] ${message}`);
    this.code = 'invalid-settings';
  }
}

/** Folds repeats of one code into one problem with a count. */
export interface ProblemLog {
  report(code: ProblemCode, message: string): void;
  list(): Problem[];
}

/**
 * @param now wall clock, ms since the epoch.
 * @param onProblem called at the 1st, 10th, 100th, … time of a code, so that a storm of one kind stays a handful of calls.
 */
export function createProblemLog(now: () => number, onProblem: (problem: Problem) => void): ProblemLog {
  const byCode = new Map<ProblemCode, Problem>();
  return {
    report(code, message) {
      const count = (byCode.get(code)?.count ?? 0) + 1;
      const problem = { code, message, count, at: now() };
      byCode.set(code, problem);
      if (Number.isInteger(Math.log10(count))) onProblem(problem);
    },
    list: () => [...byCode.values()],
  };
}
