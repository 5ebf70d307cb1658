/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a shop hands to `push`. */
export interface EventInput {
  /** The event's name, for example `add_to_cart`. Commas, single quotes and trailing spaces are removed; 100 code points are kept. */
  event: string;
  /** Any JSON value, an object by custom; the serialized value may take 32 KiB. What JSON cannot carry is left out as `JSON.stringify` does. */
  properties?: unknown;
  /** Accepted for compatibility with Intelligems' interface; has no effect. */
  type?: 'track';
  /** Accepted for compatibility with Intelligems' interface; has no effect. */
  source?: 'js_api';
}

/** One of the visitor's active experiences and the group that the visitor is in. */
export interface TestGroup {
  experienceId: string;
  experienceName: string;
  id: string;
  name: string;
}

/** One campaign that is active for the visitor. */
export interface Campaign {
  id: string;
  name: string;
}

/** Where the event happened. */
export interface PageLocation {
  url: string;
  referrer: string;
  title: string;
}

/** What only the page's thread can know; the same for all events until it changes. */
export interface PageContext {
  userId: string;
  sessionId: string;
  page: PageLocation;
  /** Facts of the screen, in CSS pixels; the worker adds what it knows itself. */
  device: { readonly [fact: string]: Json };
  testGroups: readonly TestGroup[];
  campaigns: readonly Campaign[];
  /** Facts that the shop gave through its settings. */
  context: { readonly [fact: string]: Json };
  consent: 'granted';
}

/** One push as it crosses to the worker: everything that can be known only at push, and nothing interpreted yet. */
export interface CapturedEvent {
  /** Number of the push within its page load, from 1, without gaps. */
  n: number;
  /** Wall clock at push, ms since the epoch. */
  at: number;
  /** `performance.now()` at push, ms; immune to clock changes. */
  monotonicMs: number;
  /** The pushed item after its trip through JSON; not checked yet. */
  item: unknown;
}

declare const stage: unique symbol;
interface Stage<Name extends string> {
  readonly [stage]: Name;
}

/** A name after `cleanEventName`; only that function makes it. */
export type EventName = string & Stage<'event-name'>;

/** An event whose name and properties keep every rule; only `sanitize` makes it. */
export type CleanEvent = {
  readonly n: number;
  readonly at: number;
  readonly monotonicMs: number;
  readonly event: EventName;
  /** The properties as JSON text: they are serialized once. */
  readonly propertiesText: string;
  /** Why the properties are not what was pushed, when they are not. */
  readonly note?: PropertiesNote;
} & Stage<'clean'>;

/** What was done to properties that could not be kept as they were. */
export interface PropertiesNote {
  problem: 'properties-too-large';
  bytes: number;
}

/** An event with all its facts, serialized but for what only the outbox can assign (source and sequence); only `enrich` makes it. */
export type EnrichedEvent = {
  readonly n: number;
  readonly id: string;
  readonly time: string;
  /** The JSON text of the wire's `data` member. */
  readonly dataText: string;
} & Stage<'enriched'>;
