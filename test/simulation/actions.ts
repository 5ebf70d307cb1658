import type { RecordBatch } from '../../src/worker/record-batch.js';
import { idsIn } from './facts.js';
import type { PushKind } from './pushes.js';
import type { Scenario } from './scenario.js';
import { createVirtualTab, type VirtualTab } from './virtual-tab.js';
import type { World } from './world.js';

/** One run: a world, what may happen in it, and the tabs that are open. */
export interface Run {
  world: World;
  scenario: Scenario;
  tabs: VirtualTab[];
}

export type ActionName = keyof typeof actions;

/** Everything that may happen between two pauses. Each does nothing where there is nothing to do it to. */
const actions = {
  push: (run: Run) => {
    const { chance } = run.world;
    const kinds = Array.from({ length: chance.happens(0.03) ? chance.between(20, 60) : chance.between(1, 4) }, () =>
      chance.weighted<PushKind>(run.scenario.pushes),
    );
    someTab(run)?.push(kinds);
  },
  openTab,
  leave: (run: Run) => someTab(run)?.leave(),
  close: (run: Run) => someTab(run)?.close(),
  reload: (run: Run) => {
    someTab(run)?.leave();
    openTab(run);
  },
  hide: (run: Run) => someTab(run)?.hide(),
  show: (run: Run) => someTab(run)?.show(),
  flush: (run: Run) => someTab(run)?.flush(),
  changeWeather: ({ world: { network, chance, trace }, tabs }: Run) => {
    const before = network.weather;
    network.weather = chance.weighted({
      fine: 5,
      flaky: 6,
      slow: 2,
      offline: 3,
      hanging: 1,
      outage: 2,
      busy: 2,
      portal: 1,
      misconfigured: 1,
    });
    trace.add(`weather: ${network.weather}`);
    if (before === network.weather || chance.happens(0.3)) return;
    // The browser's word on it may be wrong, or missing.
    for (const tab of tabs) if (!tab.isFrozen()) tab.setOnline(network.weather !== 'offline');
  },
  breakConnections: ({ world: { network } }: Run) => network.breakConnections(),
  kill: (run: Run) => someTab(run)?.kill('killed', run.world.chance.between(0, 12)),
  killWorker: (run: Run) => someTab(run)?.killWorker(run.world.chance.between(0, 12)),
  killBrowser: ({ tabs }: Run) => {
    for (const tab of tabs) tab.kill('killed');
  },
  freeze: (run: Run) => {
    // The worst moment: who sends holds the lock, and may hear the answer much later.
    const sender = run.tabs.find((each) => each.isSending());
    const tab = sender && run.world.chance.happens(0.5) ? sender : someTab(run);
    // A stopped process, though, keeps its transaction open, and everybody waiting.
    if (tab && (!tab.isWriting() || run.world.chance.happens(0.1))) tab.freeze();
    run.world.ledger.disturbed();
  },
  strandSender,
  rush,
  thaw: ({ tabs, world }: Run) => {
    for (const tab of tabs) tab.thaw();
    world.ledger.disturbed();
  },
  troubleDisk: ({ world: { disk, chance, ledger }, scenario }: Run) => {
    Object.assign(disk.health, scenario.disk, { slowMs: chance.pick([4, 50, 5_000]) });
    ledger.disturbed();
  },
  calmDisk,
  refuseDisk: ({ world: { disk, chance, ledger } }: Run) => {
    disk.health.open = chance.pick(['refused', 'corrupt', 'hangs']);
    disk.closeConnections();
    ledger.disturbed();
  },
  admitDisk: ({ world: { disk } }: Run) => {
    disk.health.open = 'works';
  },
  fillDisk: ({ world: { disk, ledger } }: Run) => {
    disk.health.full = true;
    ledger.fills();
  },
  freeDisk: ({ world: { disk, ledger } }: Run) => {
    disk.health.full = false;
    ledger.fills();
  },
  deleteDatabase: ({ world: { disk, ledger } }: Run) => {
    disk.deleteDatabase();
    ledger.disturbed();
  },
  clearSiteData: ({ world: { disk, storage, ledger } }: Run) => {
    disk.deleteDatabase();
    storage.clear();
    ledger.cleared();
  },
  cutPower: ({ world: { disk }, tabs }: Run) => {
    for (const tab of tabs) tab.kill('power cut');
    disk.losePower();
  },
  setClock: ({ world: { clock, chance, ledger, trace } }: Run) => {
    const hour = 3_600_000;
    const ms = chance.pick([
      hour,
      -hour,
      chance.magnitude(1, hour),
      -chance.magnitude(1, hour),
      8_766 * hour,
      -8_766 * hour,
      -50 * 8_766 * hour,
    ]);
    trace.add(`the clock is set by ${ms} ms`);
    clock.jump(ms);
    ledger.disturbed();
  },
  sleep: ({ world: { clock, chance, network, ledger } }: Run) => {
    clock.sleep(chance.magnitude(1_000, 200_000_000));
    if (chance.happens(0.7)) network.breakConnections();
    ledger.disturbed();
  },
  writeJunk: ({ world: { disk, chance, ledger } }: Run) =>
    disk.alter(async (tables) => {
      const rows = (await tables.rows(1_000)).filter((each) => idsIn(each).length > 0);
      const row = rows[chance.between(0, rows.length - 1)];
      if (!row) return;
      ledger.ruined(idsIn(row));
      const { first } = row;
      tables.putRow({
        first,
        ...chance.pick<object>([{}, { format: 1 }, { format: 'x', body: 7 }, { ...row, count: -1 }, { ...row, body: null }]),
      } as RecordBatch);
    }),
  writeNewer: ({ world: { disk, chance, ledger } }: Run) =>
    disk.alter(async (tables) => {
      const head = await tables.head();
      if (!head) return;
      const count = chance.between(1, 3);
      tables.putRow({ first: head.nextSequence, format: 2, count, bytes: 100, firstAt: '', report: false } as unknown as RecordBatch);
      head.nextSequence += count;
      head.pendingRows += 1;
      head.pendingEvents += count;
      head.pendingBytes += 100;
      tables.putHead(head);
      ledger.wroteNewer(count);
    }),
  requeue: (run: Run) => void someTab(run)?.requeue(),
  purge: (run: Run) => void someTab(run)?.purge(),
} as const;

export async function act(run: Run, name: ActionName): Promise<void> {
  run.world.trace.add(`— ${name}`);
  await actions[name](run);
  run.tabs = run.tabs.filter((tab) => tab.isAlive());
}

export function openTab(run: Run): void {
  if (run.tabs.length < run.scenario.maxTabs) run.tabs.push(createVirtualTab(run.world));
}

export function calmDisk({ world: { disk } }: Pick<Run, 'world'>): void {
  Object.assign(disk.health, { aborts: 0, hangs: 0, closes: 0, slowMs: 4 });
}

/** The sender is frozen with its answer on the way, and hears it after another has taken over and failed: old claims, guards, thefts. */
async function strandSender(run: Run): Promise<void> {
  const { clock, network, chance, ledger } = run.world;
  const sender = someTab(run);
  sender?.push(['plain', 'plain']);
  for (let waits = 0; waits < 100 && !sender?.isSending(); waits++) await clock.pass(10);
  if (!sender?.isSending()) return;
  sender.freeze();
  ledger.disturbed();
  const { weather } = network;
  network.weather = 'offline';
  openTab(run);
  run.tabs.at(-1)?.push(['plain']);
  await clock.pass(chance.between(60_000, 400_000));
  sender.thaw();
  ledger.disturbed();
  await clock.pass(1_000);
  network.weather = weather;
}

/** Two tabs, and one of them has so much to send on a slow line that the other's patience ends: who makes progress is left alone. */
async function rush(run: Run): Promise<void> {
  const { clock, network, chance } = run.world;
  const { weather } = network;
  network.weather = 'slow';
  someTab(run)?.push(Array.from({ length: 60 }, () => 'plain'));
  await clock.pass(chance.between(1_000, 8_000));
  openTab(run);
  run.tabs.at(-1)?.push(['plain']);
  await clock.pass(chance.between(60_000, 200_000));
  network.weather = weather;
}

function someTab({ tabs, world }: Run): VirtualTab | undefined {
  return tabs[world.chance.between(0, tabs.length - 1)];
}
