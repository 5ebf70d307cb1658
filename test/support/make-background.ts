import { onTestFinished } from 'vitest';
import type { Settings } from '../../src/shared/settings.js';
import type { BackgroundCause } from '../../src/worker/after-slice.js';
import { type BackgroundRuntime, drainSlice, type Slice } from '../../src/worker/background-slice.js';
import { createDiskStore } from '../../src/worker/disk-store.js';
import { browserEnvironment } from '../../src/worker/environment.js';
import { createMarkChannel, type MarkChannel } from '../../src/worker/mark-channel.js';
import type { Outbox } from '../../src/worker/outbox.js';
import { createGivenCollector, type GivenCollector } from './given-collector.js';
import { createGivenLocks } from './given-locks.js';
import { makeDiskStore, makeOutbox, makeSettings, newSite } from './make-outbox.js';
import { createManualClock, type ManualClock } from './manual-clock.js';

/** A site with a page's outbox and a service worker, on one clock. */
export interface BackgroundOnTheBench {
  site: string;
  clock: ManualClock;
  collector: GivenCollector;
  locks: Pick<LockManager, 'request'>;
  /** A page's outbox: it makes the database when it is used. */
  page(grantedAt?: number): Outbox;
  /** A page's end of the channel. */
  channel(): MarkChannel;
  /** One event's share of the work, begun. @param cause the event, a sync where none is given. */
  start(settings?: Settings, runtime?: Partial<BackgroundRuntime>, cause?: BackgroundCause['type']): Promise<Slice>;
  /** The same, while time passes until it has ended. */
  drain(...parameters: Parameters<BackgroundOnTheBench['start']>): Promise<Slice>;
  /** Lets time pass, second by second. */
  pass(seconds: number): Promise<void>;
}

export function makeBackground(): BackgroundOnTheBench {
  const site = newSite();
  const clock = createManualClock();
  const collector = createGivenCollector();
  const locks = createGivenLocks();

  // Its deadlines run by the real clock: the test's passes minutes before a transaction can end.
  const createStore: BackgroundRuntime['createStore'] = (parts) => createDiskStore({ ...parts, environment: browserEnvironment });

  function start(...[settings = {}, runtime = {}, cause = 'sync']: Parameters<BackgroundOnTheBench['start']>): Promise<Slice> {
    const given: BackgroundRuntime = {
      environment: clock,
      fetch: collector.fetch,
      locks: locks as LockManager,
      createStore,
      createMarkChannel,
      isOnline: true,
      ...runtime,
    };
    return drainSlice(given, makeSettings({ compression: 'none', ...settings, site }), cause);
  }

  async function pass(seconds: number): Promise<void> {
    for (let n = 0; n < seconds; n++) {
      await turn();
      clock.advance(1_000);
    }
    await turn();
  }

  return {
    site,
    clock,
    collector,
    locks,
    page: (grantedAt = clock.now()) => {
      const { outbox } = makeOutbox({ site }, clock, { store: makeDiskStore(site), grantedAt });
      onTestFinished(() => outbox.close());
      return outbox;
    },
    channel: () => {
      const channel = createMarkChannel(site);
      onTestFinished(() => channel.close());
      return channel;
    },
    start,
    async drain(...parameters) {
      const slice = start(...parameters);
      let isOver = false;
      const over = (): void => {
        isOver = true;
      };
      slice.then(over, over);
      while (!isOver) await pass(1);
      return slice;
    },
    pass,
  };
}

/** Everything that does not wait for time to pass takes its turn. */
async function turn(): Promise<void> {
  for (let n = 0; n < 30; n++) await new Promise((resolve) => setImmediate(resolve));
}
