// Runs the region with each kind of collector, prints the table and writes the plot. `npm run simulate:fleet -- 5000` is the same at a twentieth.
import { writeFile } from 'node:fs/promises';
import type { FleetRecord } from './fleet-record.js';
import { toPlot } from './plot.js';
import { runFleet } from './run-fleet.js';
import { herd, type Refusal, region, type Scenario, scaled } from './scenario.js';
import { toTable } from './table.js';

const picture = 'docs/pictures/fleet.svg';
const kiosks = Number(process.argv[2] ?? region.kiosks);
if (!Number.isInteger(kiosks) || kiosks < 1) throw new Error(`How many kiosks? "${process.argv[2]}" is no number of them.`);
const base = scaled(region, kiosks);

const names: Record<Refusal, string> = {
  bare: 'bare 503',
  constant: '`Retry-After: 5`',
  limiter: 'the rate limit',
  turns: 'turns',
};

function run(scenarios: ReadonlyMap<string, Scenario>): Map<string, FleetRecord> {
  const runs = new Map<string, FleetRecord>();
  for (const [name, scenario] of scenarios) {
    const begun = process.cpuUsage();
    const record = runFleet(scenario);
    runs.set(name, record);
    const { user, system } = process.cpuUsage(begun);
    const hash = (record.hash >>> 0).toString(16);
    console.log(`${name}: ${record.requests} requests, ${((user + system) / 1e6).toFixed(1)} s of processor time, hash ${hash}`);
  }
  return runs;
}

const refusals: Refusal[] = ['bare', 'constant', 'limiter', 'turns'];
const told = run(new Map(refusals.map((refusal) => [names[refusal], { ...base, refusal }])));
const untold = run(new Map([['bare 503, nobody is told', { ...base, isTold: false }]]));
const small = run(new Map([[`${herd.kiosks} kiosks, bare 503`, herd]]));
console.log(`\n${toTable(new Map([...told, ...untold, ...small]))}\n`);

const [bare, turns] = [told.get(names.bare), told.get(names.turns)];
if (bare && turns) {
  await writeFile(
    picture,
    toPlot(bare, [
      { name: 'offered, bare 503', colour: 'orange', perSecond: bare.offered },
      { name: 'offered, collector gives turns', colour: 'blue', perSecond: turns.offered },
      { name: 'served, bare 503', colour: 'green', perSecond: bare.served },
    ]),
  );
  console.log(`Wrote ${picture}.`);
}
