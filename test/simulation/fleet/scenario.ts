/** How the collector refuses what it has no room for. */
export type Refusal =
  /** 503 and nothing else. */
  | 'bare'
  /** 503 with `Retry-After: 5`, as our collector does when its store is behind. */
  | 'constant'
  /** 429 by our collector's own rate limit, which tells everybody of the same next token; behind it, as `constant`. */
  | 'limiter'
  /** Each refused kiosk is told a turn of its own; while turns are taken, a served kiosk is told one for its next batch, too. */
  | 'turns';

/** A region that was cut off for days and returns at one instant. */
export interface Scenario {
  kiosks: number;
  seed: number;
  /** What the collector serves; a batch of one event costs it as much as a full one. */
  requestsPerSecond: number;
  /** Mean of the events that wait at a kiosk, after three days. */
  meanEvents: number;
  /** Whether the browsers say `offline` and `online`. An uplink that fails behind a router in good order is not noticed. */
  isTold: boolean;
  refusal: Refusal;
  /** The collector answers 503 to everything from then on, ms after the return, for so long. */
  downAtMs: number;
  downMs: number;
  /** When the run is given up, ms after the return. */
  horizonMs: number;
}

const minute = 60_000;

/** Issue 3: 100,000 kiosks, three days, 500 requests a second, two minutes of 503. The 2,000 events are the fault catalog's (section 6e, herd). */
export const region: Scenario = {
  kiosks: 100_000,
  seed: 1,
  requestsPerSecond: 500,
  meanEvents: 2_000,
  isTold: true,
  refusal: 'bare',
  downAtMs: 10 * minute,
  downMs: 2 * minute,
  horizonMs: 12 * 60 * minute,
};

/** Fault catalog F71 and section 6e: a fleet that its collector could serve in a minute, were it not down for two. */
export const herd: Scenario = { ...region, kiosks: 5_000, downAtMs: minute / 3 };

/** The same at another size: what a kiosk meets depends on kiosks per request and second only. */
export function scaled(scenario: Scenario, kiosks: number): Scenario {
  return { ...scenario, kiosks, requestsPerSecond: (scenario.requestsPerSecond * kiosks) / scenario.kiosks };
}
