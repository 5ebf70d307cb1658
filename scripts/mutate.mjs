// `npm run simulate:mutations`: plants bugs in a copy of the sources, one at a time; the simulation must find each of them. `--only word` takes some.
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { buildSimulation } from './build-simulation.mjs';
import { plantedBugs } from './planted-bugs.mjs';
import { failWith, refuseOldNode, root } from './run.mjs';

/** What the simulation is built from. */
const sources = ['src', 'collector/src', 'test/simulation', 'test/support', 'package.json'];

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '10000' }, jobs: { type: 'string', default: '2' }, only: { type: 'string', default: '' } },
});
/** The end of the line of those who want the copy for themselves. */
let turn = Promise.resolve();
const copy = mkdtempSync(join(tmpdir(), 'igevents-mutations-'));
try {
  refuseOldNode();
  for (const source of sources)
    cpSync(join(root, source), join(copy, source), { recursive: true, filter: (path) => !path.endsWith('tsconfig.json') });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const bugs = plantedBugs.filter(({ bug }) => bug.includes(values.only));
  const misfits = bugs.flatMap(misfitsOf);
  if (misfits.length > 0) throw new Error(`Bring planted-bugs.mjs up to date:\n${misfits.join('\n')}`);
  const sound = await buildSimulation(copy, join(copy, 'out/sound'));
  const found = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Number(values.jobs) }, async (_, job) => {
      for (let bug = bugs[next++]; bug; bug = bugs[next++]) {
        // One at a time: the copy is shared.
        const script = await inTurn(() => buildWith(bug, join(copy, `out/${job}`)));
        const catcher = await findCatcher(script, sound, Number(values.seeds));
        found.push(catcher);
        console.log(rowOf(bug, catcher));
      }
    }),
  );
  const survivors = found.filter((catcher) => !catcher).length;
  console.log(`${bugs.length} bugs planted, ${bugs.length - survivors} caught, ${survivors} survived.`);
  process.exitCode = survivors > 0 ? 1 : 0;
} catch (error) {
  failWith(error);
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function rowOf({ bug }, catcher) {
  if (!catcher) return `SURVIVED  ${bug}`;
  return `caught    ${bug.padEnd(74)} seed ${String(catcher.seed).padStart(5)}  ${catcher.invariant}  ${catcher.sentence.slice(0, 90)}`;
}

function misfitsOf({ bug, edits }) {
  return edits.flatMap(({ file, find }) => {
    const count = readFileSync(join(copy, file), 'utf8').split(find).length - 1;
    return count === 1 ? [] : [`"${bug}": its text occurs ${count} times in ${file}`];
  });
}

async function buildWith({ edits }, outDir) {
  const originals = new Map(edits.map(({ file }) => [file, readFileSync(join(copy, file), 'utf8')]));
  for (const { file, find, put } of edits) {
    const text = readFileSync(join(copy, file), 'utf8');
    writeFileSync(
      join(copy, file),
      text.replace(find, () => put),
    );
  }
  try {
    return await buildSimulation(copy, outDir);
  } finally {
    for (const [file, text] of originals) writeFileSync(join(copy, file), text);
  }
}

/** The first seed that fails with the bug, and not without it. */
async function findCatcher(script, sound, seeds) {
  const worker = new Worker(script);
  try {
    for (let seed = 1; seed <= seeds; seed += 10) {
      for (const failure of await run(worker, seed, seed + 10)) if (await passes(sound, failure.seed)) return failure;
    }
    return undefined;
  } finally {
    await worker.terminate();
  }
}

async function passes(script, seed) {
  const worker = new Worker(script);
  const failures = await run(worker, seed, seed + 1);
  await worker.terminate();
  return failures.length === 0;
}

async function run(worker, first, end) {
  worker.postMessage({ first, end, trace: false });
  try {
    const [{ violations }] = await once(worker, 'message');
    return violations;
  } catch (error) {
    return [{ seed: first, invariant: '—', sentence: `the thread died: ${error.message}` }];
  }
}

function inTurn(task) {
  const result = turn.then(task);
  turn = result.catch(() => undefined);
  return result;
}
