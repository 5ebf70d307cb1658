import type { Consent } from '../shared/event.js';

/** What the commands of Google's consent mode have said of `analytics_storage` so far. */
export interface ConsentState {
  /** By the default that fits the visitor's region best; how closely it names it. */
  byDefault?: { granted: boolean; closeness: number } | undefined;
  /** A default for other regions, or for some that may be the visitor's, says otherwise. */
  isDisputed?: boolean;
  /** What the visitor has chosen. */
  byVisitor?: boolean;
  /** The banner has asked for this time to speak, ms. */
  waitMs?: number;
}

/** How a command looks in the data layer: the arguments of `gtag('consent', command, parameters)`. */
interface Parameters {
  analytics_storage?: unknown;
  wait_for_update?: unknown;
  region?: unknown;
}

/** @param item what was put into the data layer; anything but a consent command changes nothing. */
export function readCommand(state: ConsentState, item: object, region: string | undefined): ConsentState {
  const [name, command, parameters] = [0, 1, 2].map((index): unknown => Reflect.get(item, index));
  if (name !== 'consent' || typeof parameters !== 'object' || parameters === null) return state;
  const { analytics_storage: storage, wait_for_update: waitMs, region: regions }: Parameters = parameters;
  const granted = storage === 'granted';
  if (!granted && storage !== 'denied') return state;
  const closeness = closenessOf(regions, region);
  if (command === 'update') return closeness === undefined && region !== undefined ? state : { ...withoutWait(state), byVisitor: granted };
  if (command !== 'default') return state;
  // Nobody knows where the visitor is: it is granted only where every default says so.
  if (closeness === undefined && region === undefined) return { ...state, isDisputed: state.isDisputed || !granted };
  if (closeness === undefined || closeness < (state.byDefault?.closeness ?? 0)) return state;
  const isWaiting = typeof waitMs === 'number' && waitMs > 0;
  return { ...withoutWait(state), byDefault: { granted, closeness }, ...(isWaiting && { waitMs }) };
}

/** The visitor's word first, then the default: which can grant, but not deny. */
export function consentOf({ byDefault, byVisitor, isDisputed, waitMs }: ConsentState): Consent {
  if (byVisitor !== undefined) return byVisitor ? 'granted' : 'denied';
  return byDefault?.granted && !isDisputed && waitMs === undefined ? 'granted' : 'pending';
}

/** 0 for a command to everybody, 1 for the visitor's country, 2 for the region within; undefined for a command to others. */
function closenessOf(regions: unknown, region: string | undefined): number | undefined {
  if (!Array.isArray(regions)) return 0;
  if (region === undefined) return undefined;
  const named = regions.map((each) => String(each).toUpperCase());
  const [country = ''] = region.toUpperCase().split('-');
  if (named.includes(region.toUpperCase())) return region.includes('-') ? 2 : 1;
  return named.includes(country) ? 1 : undefined;
}

/** The banner has spoken, or had its time. */
export function withoutWait({ waitMs: _, ...rest }: ConsentState): ConsentState {
  return rest;
}
