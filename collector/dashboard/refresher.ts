/** Shortest time between two refreshes while events arrive. */
const busyMs = 500;
/** Relative times and the 30-minute charts move on without events. */
const quietMs = 5_000;

export interface Refresher {
  /** Any number of calls make one refresh, soon. */
  refreshSoon(): void;
}

/** Runs a refresh on demand and now and then, one at a time; a failed one is made good by the next. */
export function createRefresher(refresh: () => Promise<void>): Refresher {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAt = Number.POSITIVE_INFINITY;
  let isRunning = false;
  let isWanted = false;

  function schedule(ms: number): void {
    if (Date.now() + ms >= dueAt) return;
    clearTimeout(timer);
    dueAt = Date.now() + ms;
    timer = setTimeout(() => void run(), ms);
  }

  async function run(): Promise<void> {
    dueAt = Number.POSITIVE_INFINITY;
    isRunning = true;
    isWanted = false;
    await refresh().catch(() => undefined);
    isRunning = false;
    schedule(isWanted ? busyMs : quietMs);
  }

  return {
    refreshSoon() {
      if (isRunning) isWanted = true;
      else schedule(document.hidden ? quietMs : busyMs / 5);
    },
  };
}
