/**
 * What the design allows. `ratio` limits apply to ours ÷ floor of the same round, the others to our own figure.
 * A budget that is missed is a line in the table, never a failure: figures depend on the machine and on who else uses it.
 */
export const budgets = {
  pushAlone: { on: 'ratio', atMost: 1.25 },
  pushBurst: { on: 'ratio', atMost: 1.5 },
  mainThreadUntilDelivered: { on: 'value', atMost: 10 },
  longestTask: { on: 'value', atMost: 50 },
  pushToDurable: { on: 'ratio', atMost: 1.5 },
  ingest: { on: 'ratio', atLeast: 0.5 },
  drain: { on: 'ratio', atLeast: 0.5 },
  memoryGrowth: { on: 'value', atMost: 50 },
  heapGrowth: { on: 'value', atMost: 1 },
  wireBytes: { on: 'value', atMost: 61 },
  pageBytes: { on: 'value', atMost: 4 },
  workerBytes: { on: 'value', atMost: 34 },
} as const satisfies Record<string, Budget>;

export type Budget = { on: 'ratio' | 'value' } & ({ atMost: number } | { atLeast: number });
