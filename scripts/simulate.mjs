// `npm run simulate`: worlds of test/simulation by the million. `--seeds 1000000 --from 1 --jobs 2`; `--seed 7` runs one and shows all that happens.
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { buildSimulation } from './build-simulation.mjs';
import { failWith, refuseOldNode, root } from './run.mjs';

/** Seeds that a job runs before it tells how it went. */
const slice = 50;
/** Failures after which the run ends: more of them say nothing new. */
const maxFailures = 5;

try {
  refuseOldNode();
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '10000' },
      from: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '2' },
      seed: { type: 'string' },
    },
  });
  const script = await buildSimulation(root, join(root, 'out/simulation'));
  const options = values.seed
    ? { from: Number(values.seed), seeds: 1, jobs: 1, trace: true }
    : { from: Number(values.from), seeds: Number(values.seeds), jobs: Number(values.jobs), trace: false };
  const { failures } = await simulate(script, options);
  process.exitCode = failures > 0 ? 1 : 0;
} catch (error) {
  failWith(error);
}

async function simulate(script, { from, seeds, jobs, trace }) {
  const began = Date.now();
  const end = from + seeds;
  let next = from;
  const sum = { seeds: 0, pushes: 0, events: 0, hours: 0, failures: 0 };
  const take = () => {
    if (next >= end || sum.failures >= maxFailures) return undefined;
    const first = next;
    next = Math.min(end, next + slice);
    return { first, end: next, trace };
  };
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      const worker = new Worker(script);
      for (let task = take(); task; task = take()) {
        worker.postMessage(task);
        const [{ failures, lines, violations: _, ...counts }] = await once(worker, 'message');
        for (const line of lines) console.log(line);
        for (const [name, count] of Object.entries(counts)) sum[name] += count;
        sum.failures += failures;
        process.stderr.write(`\r${progress(sum, seeds, began)}`);
      }
      await worker.terminate();
    }),
  );
  process.stderr.write('\n');
  return sum;
}

function progress({ seeds, pushes, events, hours, failures }, all, began) {
  const perSecond = Math.round((1_000 * seeds) / (Date.now() - began));
  return `${seeds} of ${all} seeds, ${pushes} pushes, ${events} events, ${Math.round(hours)} simulated hours, ${failures} failed, ${perSecond} seeds/s`;
}
