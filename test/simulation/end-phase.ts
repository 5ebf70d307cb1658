import type { Run } from './actions.js';
import { calmDisk, openTab } from './actions.js';
import { checkEnd } from './check-end.js';
import { idsIn } from './facts.js';
import type { VirtualTab } from './virtual-tab.js';

const minute = 60_000;
/** How long draining may take without a wait that the collector asked for, ms: one longest backoff and five minutes (invariant I11). */
const drainMs = 20 * minute;
const hour = 60 * minute;
/** Whoever breaks the collector all the time is not found; nor is one that has a stranger's row for a neighbour. */
const maxSuspects = 3;
/** How long it takes at the most to find and park all events that the collector breaks on, ms: some attempts and backoffs for each. */
const suspectMs = 20 * hour;

/** Trouble is over: what waits must arrive, and the accounts must add up. */
export async function endRun(run: Run): Promise<void> {
  const { world } = run;
  const { chance, disk, network, clock, ledger, trace } = world;
  trace.add(`— all faults end`);
  calmDisk(run);
  disk.health.open = 'works';
  disk.health.full = false;
  ledger.disturbed();
  // The others must arrive whether the bug is mended or not.
  const suspects = [...ledger.pages.values()].flatMap(({ pushes }) => pushes).filter(({ kind }) => kind === '500');
  const isFindable = suspects.length > 0 && suspects.length <= maxSuspects;
  const breaksOnPoison = isFindable && chance.happens(0.5);
  Object.assign(network, { weather: 'fine', asksAgain: 0, breaksOnPoison });
  for (const tab of run.tabs) endTab(run, tab);
  // What is closing has its time.
  await clock.pass(15_000);
  run.tabs = run.tabs.filter((tab) => tab.isAlive());
  run.scenario = { ...run.scenario, maxTabs: 10 };
  openTab(run);
  const schedule = disk.image().head?.schedule;
  const asked = schedule?.because === 'retry-after' ? schedule.waitMs : 0;
  const ms = (breaksOnPoison ? suspectMs : drainMs) + asked;
  await passUntil(run, ms, () => isDrained(run));
  if (ledger.violation()) return;
  if (!isDrained(run)) {
    ledger.violated('I11', `after ${Math.round(ms / minute)} minutes without faults this waits: ${waiting(run)}`);
    return;
  }
  // What is in memory has its time to move.
  await clock.pass(2 * minute);
  network.breaksOnPoison = false;
  if (hasParked(run) || !isDrained(run)) {
    for (const tab of run.tabs) tab.leave();
    await clock.pass(1_000);
    clock.sleep(25 * hour);
    run.tabs = [];
    openTab(run);
    await passUntil(run, drainMs, () => !hasParked(run) && isDrained(run));
    if (hasParked(run) || !isDrained(run))
      ledger.violated('I11', `the collector has been mended for a day, and this waits: ${waiting(run)}`);
  }
  await checkEnd(run);
}

function endTab({ world: { chance } }: Run, tab: VirtualTab): void {
  const how = chance.weighted({ leave: 3, close: 2, kill: 2, stay: 3, freeze: 1 });
  // A stopped process with an open transaction keeps everybody from the disk for as long as it is stopped.
  if (how !== 'freeze' || tab.isWriting()) tab.thaw();
  if (how === 'leave') tab.leave();
  else if (how === 'close') tab.close();
  else if (how === 'kill') tab.kill('killed');
  else if (how === 'freeze' && !tab.isWriting()) tab.freeze();
}

async function passUntil({ world: { clock, ledger } }: Run, ms: number, isDone: () => boolean): Promise<void> {
  const end = clock.running() + ms;
  let doneFor = 0;
  // For as long as it takes a new tab to find a journal, and to write down what was acknowledged.
  while (clock.running() < end && doneFor < 2 && !ledger.violation()) {
    await clock.pass(5_000);
    doneFor = isDone() ? doneFor + 1 : 0;
  }
}

/** Nothing of ours waits: rows of a newer version are not ours, and what the collector breaks on may stay when it keeps nobody waiting. */
function isDrained(run: Run): boolean {
  return waiting(run) === '';
}

function waiting({ world: { disk, storage, settings, network, ledger }, tabs }: Run): string {
  const isSuspect = (id: string): boolean => network.breaksOnPoison && ledger.pushOf(id)?.kind === '500';
  const ours = disk.image().rows.filter((row) => !('format' in row) || row.format !== 2);
  const rows = ours.filter((row) => idsIn(row).length === 0 || !idsIn(row).every(isSuspect));
  const journals = Object.keys(storage.local).filter((key) => key.startsWith(`igev-journal:${settings.site}:`));
  const living = journals.filter((key) => !tabs.some((tab) => tab.isAlive() && key.endsWith(`:${tab.pageId}`)));
  const holding = tabs.filter((tab) => tab.isAlive() && !tab.isFrozen() && !tab.isClear());
  return [...rows.map(({ first }) => `row ${first}`), ...living, ...holding.map(({ pageId }) => `page ${pageId}`)].join(', ');
}

function hasParked({ world: { disk } }: Run): boolean {
  return [...disk.image().letters.values()].some(({ retryAt }) => retryAt !== undefined);
}
