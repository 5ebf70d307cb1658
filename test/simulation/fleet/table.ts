import type { FleetRecord } from './fleet-record.js';
import { measure } from './measures.js';

const head = [
  'collector refuses by',
  'load: first 5 s',
  'peak later',
  'steady',
  'refused',
  'requests per needed one',
  'drained: p10',
  'p50',
  'p90',
  'p99',
  'last',
  'last / ideal',
  'Jain',
  'parked',
];

/** The runs as a table in Markdown; loads in multiples of the collector's capacity, times in minutes. */
export function toTable(runs: ReadonlyMap<string, FleetRecord>): string {
  const rows = [...runs].map(([name, record]) => [name, ...cells(record)]);
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cells(record: FleetRecord): string[] {
  const { ideal, peakFirst, peakLater, steady, refusedShare, perNeeded, drained, jain } = measure(record);
  const unfinished = drained.max * 1_000 >= record.scenario.horizonMs;
  const minutes = [drained.p10, drained.p50, drained.p90, drained.p99, drained.max].map((seconds) => (seconds / 60).toFixed(1));
  const last = unfinished ? ['never', '–'] : [minutes[4] ?? '', (drained.max / ideal).toFixed(2)];
  return [
    `${peakFirst.toFixed(1)}×`,
    `${peakLater.toFixed(1)}×`,
    `${steady.toFixed(2)}×`,
    `${(100 * refusedShare).toFixed(0)} %`,
    perNeeded.toFixed(2),
    ...minutes.slice(0, 4),
    ...last,
    jain.toFixed(2),
    String(record.parked),
  ];
}
