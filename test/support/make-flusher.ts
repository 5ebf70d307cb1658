import { createProblemLog, type Problem } from '../../src/shared/problem.js';
import type { Settings } from '../../src/shared/settings.js';
import { type Connectivity, createConnectivity } from '../../src/worker/connectivity.js';
import { createFlusher, type Flusher } from '../../src/worker/flusher.js';
import type { Outbox } from '../../src/worker/outbox.js';
import type { OutboxStore } from '../../src/worker/outbox-store.js';
import type { Transport } from '../../src/worker/transport.js';
import { createGivenLock, type GivenLock } from './given-lock.js';
import { makeOutbox, makeSettings } from './make-outbox.js';
import { createManualClock, type ManualClock } from './manual-clock.js';

/** A flusher with everything around it under the test's control, over a real outbox. */
export interface FlusherOnTheBench {
  flusher: Flusher;
  outbox: Outbox;
  clock: ManualClock;
  lock: GivenLock;
  connectivity: Connectivity;
  site: string;
  problems: () => Problem[];
  /** Lets time pass, and waits until nothing runs that fell due. */
  pass(ms: number): Promise<void>;
  /** Runs every timer, however far away, up to a number of them. */
  runTimers(most?: number): Promise<void>;
}

export function makeFlusher(
  transport: Transport,
  given: { settings?: Settings; clock?: ManualClock; online?: boolean; store?: OutboxStore } = {},
): FlusherOnTheBench {
  const { settings = {}, clock = createManualClock(), online = true, store } = given;
  const lock = createGivenLock();
  const connectivity = createConnectivity(online);
  const log = createProblemLog(clock.now, () => {});
  const { outbox, site } = makeOutbox(settings, clock, { problems: log, ...(store && { store }) });
  const plain = makeSettings({ compression: 'none', ...settings, site });
  const flusher = createFlusher({ settings: plain, outbox, transport, lock, connectivity, environment: clock, problems: log });
  return {
    flusher,
    outbox,
    clock,
    lock,
    connectivity,
    site,
    problems: () => log.list(),
    async pass(ms) {
      clock.advance(ms);
      await lock.whenFree();
    },
    async runTimers(most = 100) {
      for (let run = 0; run < most && clock.runNext(); run++) await lock.whenFree();
    },
  };
}
