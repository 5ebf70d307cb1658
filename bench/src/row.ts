import type { Budget } from '../budgets.js';
import { type Spread, spreadOf } from './statistics.js';

/** One line of the table. */
export interface Row {
  quantity: string;
  unit: string;
  /** What the floor is; absent where there is none. */
  floorIs?: string;
  floor?: Spread;
  ours: Spread;
  /** Ours ÷ floor, round by round. */
  ratio?: Spread;
  /** Absent for figures that are told only. */
  budget?: Budget;
  isMet?: boolean;
}

export interface RowParts {
  quantity: string;
  unit: string;
  floorIs?: string;
  floor?: readonly number[];
  ours: readonly number[];
  budget?: Budget;
}

export function toRow({ quantity, unit, floorIs, floor, ours, budget }: RowParts): Row {
  const ratio = floor && spreadOf(ours.map((figure, round) => figure / (floor[round] ?? Number.NaN)));
  const row: Row = {
    quantity,
    unit,
    ours: spreadOf(ours),
    ...(floorIs && { floorIs }),
    ...(floor && { floor: spreadOf(floor) }),
    ...(ratio && { ratio }),
  };
  if (!budget) return row;
  const judged = (budget.on === 'ratio' ? row.ratio : row.ours)?.median ?? Number.NaN;
  return { ...row, budget, isMet: 'atMost' in budget ? judged <= budget.atMost : judged >= budget.atLeast };
}
