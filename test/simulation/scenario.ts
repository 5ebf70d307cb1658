/*
 * The world of a run
 *
 * One device with one origin: one disk (IndexedDB as `disk-store.ts` hands it on), one localStorage, one set of Web Locks, up to five tabs.
 * One collector. One queue of events, one seed for all chance.
 *
 * Real: everything in src/worker but the entry, the disk store and the browser's environment; the page's memory of what is not durable, its
 * journal; the collector's intake with its checks, over a store in memory that passes the suite of the real one.
 *
 * Modelled: a tab killed at any await, between any two of its acts, or between a commit and its notice; a worker that dies alone; tabs that
 * freeze holding a lock, a request, a lease; orderly exits with the journal; the browser killed; a power cut that takes the commits since the
 * last sync; transactions aborted at their commit, hung, committed unheard or late; connections closed; a disk that is refused, corrupt, hung,
 * slow or full; the database deleted, with and without the site's other data; junk rows, rows of a newer version; requests lost, late,
 * doubled, answered by portals, redirects, wrong acknowledgements, every status, absurd Retry-After; answers lost after the commit; poison
 * events; clocks that jump by years and devices that sleep.
 *
 * Not modelled: capture, comlink, the page's thread as a fallback for its worker, the service worker, consent (it does not exist yet),
 * compression, the collector's own crash (it answers after its commit; `test/collector/durable.test.ts` kills it), two devices on one profile.
 */
import type { Settings } from '../../src/shared/settings.js';
import type { ActionName } from './actions.js';
import type { Chance } from './chance.js';
import type { PushWeights } from './pushes.js';
import type { Weather } from './weather.js';

/** What a run is made of, drawn from its seed before it begins. */
export interface Scenario {
  settings: Settings;
  hasLocks: boolean;
  maxTabs: number;
  steps: number;
  /** Longest pause between two actions, ms. */
  maxPauseMs: number;
  pushes: PushWeights;
  actions: Readonly<Record<ActionName, number>>;
  /** Chances of one transaction, while `troubleDisk` lasts. */
  disk: { aborts: number; hangs: number; closes: number };
  /** Largest body that the collector takes. */
  maxBodyBytes: number;
  weather: Weather;
  /** Share of events that the collector asks for again. */
  asksAgain: number;
}

/** Kinds of trouble. A run has some of them: with all at once, each would hide the others. */
const troubles = [
  'network',
  'poison',
  'kills',
  'worker deaths',
  'freezes',
  'disk',
  'refusals',
  'full',
  'deletion',
  'power',
  'clocks',
  'strangers',
  'bounds',
  'letters',
] as const;

export function drawScenario(chance: Chance): Scenario {
  const share = chance.pick([0.1, 0.25, 0.5]);
  const drawn = new Set(troubles.filter(() => chance.happens(share)));
  const has = (trouble: (typeof troubles)[number]): boolean => drawn.has(trouble);
  const on = (trouble: (typeof troubles)[number], weight: number): number => (has(trouble) ? weight : 0);
  return {
    settings: {
      durability: chance.pick(['relaxed', 'strict']),
      whenFull: chance.pick(['drop-oldest', 'drop-newest']),
      preset: chance.pick(['storefront', 'kiosk']),
      flushDelayMs: chance.pick([0, 200, 5_000]),
      maxBatchEvents: chance.pick([1, 3, 10, 500]),
      maxBatchBytes: chance.pick([2_000, 262_144]),
      ...(has('bounds') && { maxOutboxEvents: chance.between(1, 30), maxOutboxBytes: chance.pick([3_000, 20_000, 52_428_800]) }),
    },
    hasLocks: chance.happens(0.75),
    maxTabs: chance.between(1, 5),
    steps: chance.between(8, 36),
    maxPauseMs: chance.pick([50, 5_000, 300_000, 1_800_000]),
    pushes: { plain: 20, large: 1, invalid: on('poison', 2), rejected: on('poison', 2), '400': on('poison', 1), '500': on('poison', 1) },
    actions: {
      push: 30,
      openTab: 4,
      leave: 3,
      close: 2,
      reload: 3,
      hide: 3,
      show: 3,
      flush: 2,
      changeWeather: on('network', 8),
      rush: on('network', 1),
      breakConnections: on('network', 1),
      kill: on('kills', 5),
      killWorker: on('worker deaths', 5),
      killBrowser: on('kills', 1),
      freeze: on('freezes', 4),
      strandSender: on('freezes', 2),
      thaw: on('freezes', 3),
      troubleDisk: on('disk', 4),
      calmDisk: on('disk', 2),
      refuseDisk: on('refusals', 3),
      admitDisk: on('refusals', 2),
      fillDisk: on('full', 3),
      freeDisk: on('full', 2),
      deleteDatabase: on('deletion', 1),
      clearSiteData: on('deletion', 0.5),
      cutPower: on('power', 2),
      setClock: on('clocks', 2),
      sleep: on('clocks', 2),
      writeJunk: on('strangers', 1),
      writeNewer: on('strangers', 2),
      requeue: on('letters', 4),
      purge: on('letters', 1),
    },
    disk: { aborts: chance.pick([0, 0.1, 0.5]), hangs: chance.pick([0, 0.1, 0.4]), closes: chance.pick([0, 0.1, 0.5]) },
    maxBodyBytes: chance.pick([1_200, 4_000, 4_000_000, 4_000_000]),
    asksAgain: on('network', chance.pick([0, 0.2])),
    weather: has('network') ? chance.pick<Weather>(['fine', 'flaky', 'slow', 'offline', 'outage']) : 'fine',
  };
}
