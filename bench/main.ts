// Runs all measurements, one after the other, and prints what they found.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Measurement } from './src/bench.js';
import { openPage } from './src/browser.js';
import { bundleSize } from './src/bundle-size.js';
import { drain } from './src/drain.js';
import { heapGrowth } from './src/heap-growth.js';
import { ingest } from './src/ingest.js';
import { readKnobs } from './src/knobs.js';
import { longestTask } from './src/longest-task.js';
import { load, machineFacts, quietHint } from './src/machine.js';
import { pushAlone } from './src/push-alone.js';
import { pushBurst } from './src/push-burst.js';
import { pushToDurable } from './src/push-to-durable.js';
import { toPage } from './src/results.js';
import type { Row } from './src/row.js';
import { startServer } from './src/server.js';
import { untilDelivered } from './src/until-delivered.js';
import { wireBytes } from './src/wire-bytes.js';

const measurements: Record<string, Measurement> = {
  'push-alone': pushAlone,
  'push-burst': pushBurst,
  'until-delivered': untilDelivered,
  'longest-task': longestTask,
  'push-to-durable': pushToDurable,
  ingest,
  drain,
  'heap-growth': heapGrowth,
  'wire-bytes': wireBytes,
  'bundle-size': bundleSize,
};

const root = process.cwd();
const knobs = readKnobs(process.env);
const unknown = knobs.only.filter((name) => !(name in measurements));
if (unknown.length > 0) throw new Error(`BENCH_ONLY names ${unknown.join(', ')}; there are ${Object.keys(measurements).join(', ')}.`);

const loadBefore = load();
const hint = quietHint(loadBefore);
if (hint) console.log(hint);
const server = await startServer(root);
try {
  const machine = machineFacts(await chromiumVersion());
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(measurements)) {
    if (knobs.only.length > 0 && !knobs.only.includes(name)) continue;
    console.log(`Measuring ${name}.`);
    rows.push(...(await measure({ knobs, server, root })));
  }
  const page = toPage({ rows, knobs, machine, loadBefore, loadAfter: load(), hint });
  console.log(`\n${page}`);
  // A part is for working on something, not for the record.
  if (knobs.only.length === 0) await writeFile(join(root, 'bench/results.md'), page);
} finally {
  server.close();
}

async function chromiumVersion(): Promise<string> {
  const page = await openPage(server.url);
  await page.close();
  return page.browserVersion;
}
