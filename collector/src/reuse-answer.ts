/** Quicker answers are asked for anew each time: whoever looks sees what was just stored. */
const slowMs = 250;

/** A slow answer is kept for so many times as long as it took, so that looking takes a tenth of the time at the most, whatever the store's size. */
const restFactor = 10;

/**
 * Shares a slow answer among all who ask.
 *
 * @param now a clock, ms.
 */
export function reuseAnswer<Answer>(ask: () => Promise<Answer>, now: () => number): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  let keepUntil = Number.NEGATIVE_INFINITY;
  let isSlow = false;
  let running: Promise<Answer> | undefined;

  async function askNow(): Promise<Answer> {
    const startedAt = now();
    try {
      return await ask();
    } finally {
      const tookMs = now() - startedAt;
      isSlow = tookMs >= slowMs;
      if (isSlow) keepUntil = now() + restFactor * tookMs;
      running = undefined;
    }
  }

  return () => {
    if (isSlow && running) return running;
    if (answer && now() < keepUntil) return answer;
    running = askNow();
    answer = running;
    // A failed one is not kept.
    running.catch(() => {
      keepUntil = Number.NEGATIVE_INFINITY;
    });
    return running;
  };
}
