// What scripts/simulate.mjs runs in each of its threads.
import { parentPort } from 'node:worker_threads';
import { failureReport } from './failure-report.js';
import { runSeed } from './run-seed.js';

parentPort?.on('message', (task: Task) => void runTask(task));

interface Task {
  first: number;
  end: number;
  trace: boolean;
}

async function runTask({ first, end, trace }: Task): Promise<void> {
  const told = { seeds: 0, pushes: 0, events: 0, hours: 0, failures: 0, lines: [] as string[], violations: [] as object[] };
  for (let seed = first; seed < end; seed++) {
    const outcome = await runSeed(seed, trace ? (line) => void told.lines.push(line) : undefined);
    told.seeds += 1;
    told.pushes += outcome.pushes;
    told.events += outcome.events;
    told.hours += outcome.runningMs / 3_600_000;
    if (!outcome.violation) continue;
    told.failures += 1;
    told.violations.push({ seed, ...outcome.violation });
    told.lines.push(trace ? `${outcome.violation.invariant}: ${outcome.violation.sentence}` : failureReport(outcome));
  }
  parentPort?.postMessage(told);
}
