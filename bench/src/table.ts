import type { Budget } from '../budgets.js';
import type { Row } from './row.js';
import type { Spread } from './statistics.js';

/** The rows as a Markdown table. */
export function toTable(rows: readonly Row[]): string {
  const head = ['quantity', 'floor', 'floor, same run', 'ours', 'ours ÷ floor', 'budget', 'met'];
  const lines = rows.map((row) => [
    `${row.quantity}, ${row.unit}`,
    row.floorIs ?? '–',
    row.floor ? inWords(row.floor) : '–',
    inWords(row.ours),
    row.ratio ? inWords(row.ratio) : '–',
    row.budget ? limitInWords(row.budget) : '–',
    row.isMet === undefined ? '–' : row.isMet ? 'yes' : '**no**',
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function inWords({ median, min, max }: Spread): string {
  return min === max ? rounded(median) : `${rounded(median)} [${rounded(min)}–${rounded(max)}]`;
}

function limitInWords(budget: Budget): string {
  const sign = budget.on === 'ratio' ? '×' : '';
  return 'atMost' in budget ? `≤ ${budget.atMost}${sign}` : `≥ ${budget.atLeast}${sign}`;
}

/** Three figures that mean something; whole numbers stay whole. */
function rounded(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
