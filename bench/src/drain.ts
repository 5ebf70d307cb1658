import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { budgets } from '../budgets.js';
import type { Contestant } from '../shared/bench-page.js';
import type { Bench, Measurement } from './bench.js';
import { openPage } from './browser.js';
import { growthMiB } from './memory.js';
import { inRounds } from './rounds.js';
import { type Row, toRow } from './row.js';

/** A backlog is stored once, and every contestant drains a copy of it in a browser just started. */
export const drain: Measurement = async (bench) => {
  const folder = await mkdtemp(join(tmpdir(), 'igevents-bench-'));
  try {
    const stored = join(folder, 'stored');
    const disk = await storeBacklog(bench, stored);
    const measure = async (contestant: Contestant): Promise<Drained> => {
      const copy = join(folder, 'copy');
      await cp(stored, copy, { recursive: true });
      const drained = await drainCopy(bench, copy, contestant);
      await rm(copy, { recursive: true });
      return drained;
    };
    const { floor, ours } = await inRounds(bench.knobs.rounds, ['floor', 'ours'], measure);
    return [...drainRows(bench, floor, ours), ...disk];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

interface Drained {
  perSecond: number;
  growth: number | undefined;
  bytesPerEvent: number;
}

async function storeBacklog({ knobs, server }: Bench, profile: string): Promise<Row[]> {
  const page = await openPage(server.url, profile);
  const before = await page.call('storedBytes');
  await page.call('open');
  const eventBytes = await page.call('fill', knobs.events, 1);
  await page.call('close');
  const after = await page.call('storedBytes');
  await page.close();
  return [
    toRow({ quantity: 'size of a pushed event as JSON', unit: 'bytes', ours: [eventBytes] }),
    toRow({ quantity: 'disk per pending event, as the browser counts it', unit: 'bytes', ours: [(after - before) / knobs.events] }),
  ];
}

async function drainCopy({ knobs, server }: Bench, profile: string, contestant: Contestant): Promise<Drained> {
  const page = await openPage(server.url, profile);
  if (contestant === 'ours') await page.call('open');
  await later(1_000);
  server.reset();
  const { result, growth } = await growthMiB(await page.rendererIds(), () => page.call('drain', contestant));
  await page.close();
  const { events, bodyBytes } = server.received;
  if (events !== knobs.events) throw new Error(`${events} of ${knobs.events} events were delivered.`);
  return { perSecond: (events * 1_000) / result, growth, bytesPerEvent: bodyBytes / events };
}

function drainRows({ knobs }: Bench, floor: readonly Drained[], ours: readonly Drained[]): Row[] {
  const known = ({ growth }: Drained): number[] => (growth === undefined ? [] : [growth]);
  const rows = [
    toRow({
      quantity: `drain of ${knobs.events.toLocaleString('en')} pending events, loopback`,
      unit: 'events/s',
      floorIs: 'read → gzip → POST → delete, bare',
      floor: floor.map(({ perSecond }) => perSecond),
      ours: ours.map(({ perSecond }) => perSecond),
      budget: budgets.drain,
    }),
  ];
  if (ours.flatMap(known).length < ours.length) return rows;
  const memory = toRow({
    quantity: 'renderer memory at the peak of the drain, above what it was before',
    unit: 'MiB',
    floorIs: 'the same bare loop',
    floor: floor.flatMap(known),
    ours: ours.flatMap(known),
    budget: budgets.memoryGrowth,
  });
  return [...rows, memory];
}
