/** How many events the next batch may have, by what success and trouble have taught. */
export interface BatchSize {
  /** Halves on trouble, grows on success. */
  batchEvents: number;
  /**
   * The batch was cut from `from` events because its size might have been to blame, and might not. What passes first ends the doubt: the old
   * size is tried once more, and while it is, `passed` tells what went through.
   */
  cut: { from: number; passed: number } | undefined;
}

export const firstBatchSize: BatchSize = { batchEvents: Number.MAX_SAFE_INTEGER, cut: undefined };

/** Without an answer in time the size is to blame: half of it until it passes, then a quarter more each time. */
export function sizeAfterTimeout(size: BatchSize, sentEvents: number): BatchSize {
  return { batchEvents: half(size, sentEvents), cut: undefined };
}

export function cutSize(size: BatchSize, sentEvents: number): BatchSize {
  return { batchEvents: half(size, sentEvents), cut: { from: size.cut?.from ?? size.batchEvents, passed: 0 } };
}

/** Trouble that gives no reason to cut; but when the old size was on trial, it was to blame. */
export function sizeAfterTrouble({ batchEvents, cut }: BatchSize): BatchSize {
  return cut && cut.passed > 0 ? { batchEvents: cut.passed, cut: undefined } : { batchEvents, cut };
}

/**
 * A kiosk that was cut off for days has cut its batches to one event. Growing from there by a quarter at a time, a fleet would ask its
 * collector for four times the requests that its backlog needs (`npm run simulate:fleet`).
 */
export function sizeAfterSuccess({ batchEvents, cut }: BatchSize, sentEvents: number, maxBatchEvents: number): BatchSize {
  if (cut && cut.passed === 0) return { batchEvents: cut.from, cut: { ...cut, passed: sentEvents } };
  const grown = Math.ceil(Math.min(batchEvents, maxBatchEvents) * 1.25);
  return { batchEvents: Math.min(maxBatchEvents, grown), cut: undefined };
}

function half({ batchEvents }: BatchSize, sentEvents: number): number {
  return Math.max(1, Math.ceil(Math.min(batchEvents, sentEvents) / 2));
}
