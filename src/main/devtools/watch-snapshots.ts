import { type InspectedPipeline, pageSnapshot, type Snapshot, takeSnapshot } from './snapshot.js';

/** How often everything is asked while somebody looks, ms, and how often what was told is shown again: waits count down. */
const askMs = 2_000;
const showMs = 1_000;

/**
 * Calls `show` with what is known, until it is ended.
 *
 * @param asks whether the pipeline is asked from time to time while the page is seen; otherwise only what the page tells by itself is shown.
 */
export function watchSnapshots(
  pipeline: InspectedPipeline,
  show: (snapshot: Snapshot) => void,
  asks: boolean,
): { refresh: (isStale?: boolean) => Promise<void>; end: () => void } {
  let known = pageSnapshot(pipeline);
  let reading: Promise<void> | undefined;
  let isEnded = false;
  let askedAt = 0;

  async function refresh(isStale = false): Promise<void> {
    // What is being read may have been asked before the change that is to be seen.
    if (isStale) await reading;
    reading ??= read(isStale);
    await reading;
  }

  async function read(isStale: boolean): Promise<void> {
    askedAt = Date.now();
    // A pipeline that ends meanwhile answers nothing; what was known stays.
    known = (await takeSnapshot(pipeline, known, isStale).catch(() => undefined)) ?? known;
    reading = undefined;
    tell();
  }

  function tell(): void {
    if (!isEnded) show(known);
  }

  function tick(): void {
    if (document.visibilityState === 'hidden') return;
    if (Date.now() - askedAt >= askMs) void refresh();
    tell();
  }

  const timer = asks ? setInterval(tick, showMs) : undefined;
  const stopListening = pipeline.onChange((page) => {
    known = { ...known, page };
    tell();
  });
  tell();
  if (asks) void refresh(true);
  return {
    refresh,
    end() {
      isEnded = true;
      clearInterval(timer);
      stopListening();
    },
  };
}
