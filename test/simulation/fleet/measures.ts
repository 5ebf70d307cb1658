import type { FleetRecord } from './fleet-record.js';

/** A run in figures. Loads are in multiples of what the collector serves, times in seconds. */
export interface Measures {
  /** Time that a collector without idle moments would need for full batches, and the time it was down. */
  ideal: number;
  /** Highest load of a second: in the first five, and later. */
  peakFirst: number;
  peakLater: number;
  /** Median load from two minutes after the return until nine tenths of the kiosks are done, while the collector is up. */
  steady: number;
  /** Of all requests. */
  refusedShare: number;
  /** Requests for each that was needed. */
  perNeeded: number;
  /** Until that share of the kiosks had nothing left. */
  drained: { p10: number; p50: number; p90: number; p99: number; max: number };
  /** Jain's index of the times until drained: 1 when all are done at the same moment, 0.75 when they are served one after the other. */
  jain: number;
}

export function measure({ scenario, offered, drainedAt, requests, refused, needed }: FleetRecord): Measures {
  const { requestsPerSecond, downAtMs, downMs } = scenario;
  const times = drainedAt.toSorted();
  const quantile = (share: number): number => (times[Math.ceil(share * times.length) - 1] ?? 0) / 1_000;
  const p90 = quantile(0.9);
  const isSteady = (_load: number, second: number): boolean =>
    second >= 120 && second < p90 && (second < downAtMs / 1_000 || second >= (downAtMs + downMs) / 1_000);
  const sum = times.reduce((total, time) => total + time, 0);
  const squares = times.reduce((total, time) => total + time ** 2, 0);
  return {
    ideal: needed / requestsPerSecond + downMs / 1_000,
    peakFirst: highest(offered.slice(0, 5)) / requestsPerSecond,
    peakLater: highest(offered.slice(5)) / requestsPerSecond,
    steady: median(offered.filter(isSteady)) / requestsPerSecond,
    refusedShare: refused / requests,
    perNeeded: requests / needed,
    drained: { p10: quantile(0.1), p50: quantile(0.5), p90, p99: quantile(0.99), max: quantile(1) },
    jain: sum ** 2 / (times.length * squares),
  };
}

function highest(loads: readonly number[]): number {
  return loads.reduce((most, load) => Math.max(most, load), 0);
}

function median(loads: readonly number[]): number {
  return loads.toSorted((one, other) => one - other)[loads.length >> 1] ?? 0;
}
