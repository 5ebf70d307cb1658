import { withDeadline } from '../deadline.js';
import type { IgEvents } from '../ig-events.js';
import { readDiskUse } from './disk-use.js';
import { toHeartbeat } from './heartbeat.js';
import { readServiceWorkerState } from './service-worker-state.js';
import { afterBeat, type Stuck, watchdogStart } from './watchdog.js';

/** Deadline of everything that is asked for a heartbeat, ms; `status()` has the same of its own. */
const askMs = 10_000;

export interface BeatParts {
  igEvents: Pick<IgEvents, 'status' | 'inspect' | 'push' | 'page' | 'onChange'>;
  app: string | undefined;
  everyMs: number;
  onStuck: (stuck: Stuck) => void;
}

/** One heartbeat after the other. */
export interface Beat {
  /** Asks everything, pushes the event and judges. Never rejects. Does nothing without consent, and while the one before is not done. */
  run(): Promise<void>;
  end(): void;
}

export function createBeat({ igEvents, app, everyMs, onStuck }: BeatParts): Beat {
  let state = watchdogStart;
  let isBusy = false;
  let restarts = 0;
  let { pipeline } = igEvents.page;
  const stopListening = igEvents.onChange((page) => {
    // From `off` and `closed` it is a first start; within `starting`, one try after the other is one restart.
    if (page.pipeline === 'starting' && (pipeline === 'running' || pipeline === 'failed')) restarts += 1;
    pipeline = page.pipeline;
  });

  async function beat(): Promise<void> {
    // Asked of a pipeline that does not run for want of consent, questions would start it.
    if (igEvents.page.consent !== 'granted') return;
    const [status, inspection, disk, serviceWorker] = await Promise.all([
      withDeadline(igEvents.status(), askMs),
      withDeadline(igEvents.inspect(), askMs),
      readDiskUse(askMs),
      readServiceWorkerState(askMs),
    ]);
    // Withdrawn meanwhile.
    if (igEvents.page.consent !== 'granted') return;
    const known = status ?? { page: igEvents.page, outbox: undefined, problems: [] };
    const uptimeMs = performance.now();
    const properties = toHeartbeat({ status: known, inspection, disk, serviceWorker, restarts, app, uptimeMs, everyMs });
    await igEvents.push({ event: 'heartbeat', priority: 'high', properties });
    const judged = afterBeat(state, known);
    state = judged.state;
    if (judged.stuck) onStuck(judged.stuck);
  }

  return {
    async run() {
      if (isBusy) return;
      isBusy = true;
      // A listener of the host's may throw; its error is not ours to spread.
      await beat().catch(() => {});
      isBusy = false;
    },
    end: stopListening,
  };
}
