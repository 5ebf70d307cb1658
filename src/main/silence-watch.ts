/** Notices that the other end of a line has died: browsers end workers without any event (fault catalog F17). */
export interface SilenceWatch {
  /** Something was said; an answer may be waited for. Cheap enough for the way of a push. */
  start(): void;
  /** Something was heard, which answers everything. */
  hear(): void;
  /** Asks at once, without the first stage; a question that waits for its answer is not put twice. */
  ask(): void;
  /** Ends the watch until something is said again. */
  stop(): void;
}

/**
 * Length of each of the two stages, ms. Both together are the deadline of a start, too: the worker answers within 25 ms on a desktop, but its
 * 42 kB take 7 s on a 2G link (50 kbit/s), and who ends a download has to begin it anew. Waiting costs little: the page holds the events.
 */
const stageMs = 10_000;

/** Calls `task` after `ms`. @returns a function that prevents it. */
export type Schedule = (task: () => void, ms: number) => () => void;

export interface SilenceWatchParts {
  schedule: Schedule;
  /** Whether an answer is due. */
  isWaiting: () => boolean;
  /** Puts the question that anything alive answers. */
  ask: () => void;
  onSilence: () => void;
}

/** Two stages, because a page that was blocked or frozen runs its timers before it sees the messages that have come meanwhile. */
export function watchSilence({ schedule, isWaiting, ask, onSilence }: SilenceWatchParts): SilenceWatch {
  let cancel: (() => void) | undefined;
  let isAsked = false;
  let hasHeard = false;

  // One timer looks back on all that was said: a timer for each post would cost 7 µs of a push in Chromium.
  function begin(withQuestion: boolean): void {
    cancel?.();
    isAsked = withQuestion;
    hasHeard = false;
    cancel = schedule(lookBack, stageMs);
    if (isAsked) ask();
  }

  function lookBack(): void {
    cancel = undefined;
    if (isAsked && !hasHeard) onSilence();
    else if (isWaiting()) begin(true);
  }

  return {
    start() {
      if (!cancel && isWaiting()) begin(false);
    },
    hear() {
      hasHeard = true;
    },
    ask() {
      if (!cancel || !isAsked || hasHeard) begin(true);
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
