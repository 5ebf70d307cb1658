import type { Knobs } from './knobs.js';
import type { Row } from './row.js';
import { toTable } from './table.js';

export interface Results {
  rows: readonly Row[];
  knobs: Knobs;
  machine: readonly string[];
  loadBefore: number;
  loadAfter: number;
  hint: string | undefined;
}

/** The page that a run leaves behind. */
export function toPage({ rows, knobs, machine, loadBefore, loadAfter, hint }: Results): string {
  const facts = [
    new Date().toISOString().slice(0, 10),
    ...machine,
    `load average ${loadBefore.toFixed(2)} before, ${loadAfter.toFixed(2)} after`,
    `${knobs.rounds} rounds; every figure is the median over the rounds, with the lowest and the highest in brackets`,
    `repeat with \`BENCH_EVENTS=${knobs.events} BENCH_ROUNDS=${knobs.rounds} BENCH_PUSHES=${knobs.pushes} npm run bench\``,
  ];
  return [
    '# What igevents costs',
    'Written by `npm run bench`; what is measured and how stands in README.md beside this file.',
    facts.map((fact) => `- ${fact}`).join('\n'),
    ...(hint ? [`**${hint}**`] : []),
    toTable(rows),
  ]
    .join('\n\n')
    .concat('\n');
}
