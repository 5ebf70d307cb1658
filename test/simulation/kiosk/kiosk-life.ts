import { checkSettings } from '../../../src/shared/settings.js';
import { startOfTime } from '../../support/manual-clock.js';
import { createChance } from '../chance.js';
import { givenUp } from '../check-commit.js';
import { createTrace } from '../trace.js';
import { createVirtualChannel } from '../virtual-channel.js';
import { createVirtualClock } from '../virtual-clock.js';
import { createVirtualDisk } from '../virtual-disk.js';
import { createVirtualLocks } from '../virtual-locks.js';
import { createVirtualStorage } from '../virtual-storage.js';
import { createVirtualTab } from '../virtual-tab.js';
import type { World } from '../world.js';
import { planDay } from './day-plan.js';
import { createKioskNetwork } from './kiosk-network.js';
import { createQuietLedger } from './quiet-ledger.js';

export interface KioskLife {
  seed: number;
  days: number;
  customersPerDay: number;
  /** Share of requests and of transactions that meet a fault. */
  faults: number;
  /** Told at each midnight. */
  onDay?: (midnight: Midnight) => void;
}

/** What is left of a day when it is over. */
export interface Midnight {
  day: number;
  wasOnline: boolean;
  pushed: number;
  stored: number;
  pending: number;
  rows: number;
  /** Everything on the disk as JSON text, rows left out: it must not grow with the days. */
  otherDiskBytes: number;
  rowBytes: number;
  /** Page loads that are remembered. */
  pageMarks: number;
  localStorageBytes: number;
  requests: number;
}

export interface LifeEnd extends Midnight {
  delivered: number;
  given: number;
  duplicates: number;
  /** Not durable when the plug was pulled. */
  unheard: number;
  audit: { highest: number; received: number; clones: number };
  violation: { invariant: string; sentence: string } | undefined;
}

const minute = 60_000;
const dayMs = 24 * 60 * minute;

/** Lives the days of one kiosk: strict durability, a restart each night, a day without a connection now and then, faults all the time. */
export async function liveAsKiosk({ seed, days, customersPerDay, faults, onDay }: KioskLife): Promise<LifeEnd> {
  const chance = createChance(seed);
  const clock = createVirtualClock(startOfTime);
  const trace = createTrace(clock.running);
  const storage = createVirtualStorage();
  const { ledger, pages, violation } = createQuietLedger();
  const parts = { clock, chance, trace, ledger };
  const disk = createVirtualDisk(parts);
  const { network, store, setOnline, requests } = createKioskNetwork(parts, faults);
  let ids = 0;
  const world: World = {
    ...parts,
    disk,
    storage,
    network,
    channel: createVirtualChannel(parts),
    locks: createVirtualLocks(parts),
    settings: checkSettings(
      { preset: 'kiosk', site: 'shop', deviceId: 'kiosk-1', compression: 'none' },
      (path) => `https://shop.example${path}`,
    ),
    newId: () => (++ids).toString(16).padStart(32, '0'),
  };
  Object.defineProperty(globalThis, 'localStorage', { value: storage.local, configurable: true, writable: true });
  // A transaction that hangs takes 20 s and moves everything to memory: a few per day.
  Object.assign(disk.health, { aborts: faults, closes: faults / 3, hangs: faults / 30 });
  let tab = createVirtualTab(world);
  let pushed = 0;
  let unheard = 0;

  function push(count: number): void {
    tab.push(Array.from({ length: count }, () => 'plain'));
    pushed += count;
  }

  async function restart(): Promise<void> {
    tab.leave();
    await clock.pass(2_000);
    tab = createVirtualTab(world);
  }

  async function cutPower(): Promise<void> {
    push(3);
    await clock.pass(chance.between(0, 6));
    const { pushed: made = 0, durable = 0 } = pages.get(tab.pageId) ?? {};
    unheard += made - durable;
    tab.kill('power cut');
    disk.losePower();
    await clock.pass(2 * minute);
    tab = createVirtualTab(world);
  }

  async function liveDay(day: number): Promise<Midnight> {
    const wasOnline = day % 5 !== 3;
    setOnline(wasOnline);
    tab.setOnline(wasOnline);
    const midnight = (day - 1) * dayMs;
    for (const { at, what } of planDay(chance, { customers: customersPerDay, hasPowerCut: day % 10 === 6 })) {
      await clock.pass(Math.max(0, midnight + at - clock.running()));
      // Modelled: a heartbeat is one more push, of which the outbox knows nothing else.
      if (what === 'heartbeat') push(1);
      else if (what === 'touch') push(chance.between(1, 2));
      else if (what === 'restart') await restart();
      else if (what === 'power cut') await cutPower();
      else tab.killWorker(chance.between(0, 12));
    }
    await clock.pass(Math.max(0, midnight + dayMs - clock.running()));
    return measure(day, wasOnline);
  }

  function measure(day: number, wasOnline: boolean): Midnight {
    const { head, marks, rows, letters } = disk.image();
    const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
    return {
      day,
      wasOnline,
      pushed,
      stored: store.stored(),
      pending: head?.pendingEvents ?? 0,
      rows: rows.length,
      rowBytes: sum(rows.map((row) => JSON.stringify(row).length)),
      otherDiskBytes: JSON.stringify([head, [...marks], [...letters]]).length,
      pageMarks: marks.size,
      localStorageBytes: sum(Object.keys(storage.local).map((key) => key.length + (storage.local.getItem(key) ?? '').length)),
      requests: requests(),
    };
  }

  for (let day = 1; day <= days; day++) onDay?.(await liveDay(day));
  // All that waits must arrive, whatever the last day was like.
  setOnline(true);
  tab.setOnline(true);
  await clock.pass(60 * minute);
  const { head } = disk.image();
  return {
    ...measure(days, true),
    delivered: head?.delivered ?? 0,
    given: head ? givenUp(head) : 0,
    duplicates: store.repeats(),
    unheard,
    audit: store.account(`urn:igevents:shop:${head?.outboxId}`),
    violation: violation(),
  };
}
