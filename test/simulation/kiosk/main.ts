// What scripts/month.mjs runs, with the garbage collector at hand.
import { liveAsKiosk, type Midnight } from './kiosk-life.js';

const [days = 30, customersPerDay = 250] = process.argv.slice(2).map(Number);
const mebibyte = 1_048_576;
const columns = ['day', 'line', 'pushed', 'stored', 'rows', 'row bytes', 'other disk', 'marks', 'localStorage', 'requests', 'heap MiB'];

console.log(`| ${columns.join(' | ')} |`);
console.log(`| ${columns.map(() => '---:').join(' | ')} |`);
const end = await liveAsKiosk({ seed: 1, days, customersPerDay, faults: 0.03, onDay: show });
const { delivered, given, duplicates, unheard, audit, pushed, stored, violation } = end;
console.log(`\n${pushed} pushed, ${stored} stored, ${delivered} delivered, ${given} given up, ${duplicates} repeats suppressed.`);
console.log(
  `Highest sequence ${audit.highest}, received ${audit.received}, clones ${audit.clones}; ${unheard} not yet durable at power cuts.`,
);
const isRight = !violation && stored <= pushed && stored >= pushed - unheard && delivered === stored && audit.highest === audit.received;
console.log(isRight ? 'Nothing is missing, and nothing is stored twice.' : `The account does not balance. ${violation?.sentence ?? ''}`);
process.exitCode = isRight ? 0 : 1;

function show(midnight: Midnight): void {
  globalThis.gc?.();
  const { day, wasOnline, pushed, stored, rows, rowBytes, otherDiskBytes, pageMarks, localStorageBytes, requests } = midnight;
  const heap = (process.memoryUsage().heapUsed / mebibyte).toFixed(1);
  const cells = [
    day,
    wasOnline ? '' : 'offline',
    pushed,
    stored,
    rows,
    rowBytes,
    otherDiskBytes,
    pageMarks,
    localStorageBytes,
    requests,
    heap,
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
