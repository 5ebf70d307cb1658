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
  /**
   * An id of your own, at most 128 printable characters: a repeat is stored once, whichever page or device it comes from. The first one counts, whatever
   * its name; so the id must be unlike all others that the collector gets.
   */
  id?: string;
  /** When it happened, if that is not now: ms since the epoch, a `Date`, or a text that `Date.parse` reads. */
  timestamp?: string | number | Date;
  /** `high` is sent at once, without waiting for company; the order stays. @default 'normal' */
  priority?: 'normal' | 'high';
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

/** Whether the visitor has agreed: `pending` keeps events in the page's memory only, `denied` keeps none. */
export type Consent = 'granted' | 'pending' | 'denied';

/** What only the page's thread can know; the same for all events until it changes. */
export interface PageContext {
  userId: string;
  sessionId: string;
  page: PageLocation;
  /** Facts of the screen, in CSS pixels; the worker adds what it knows itself. */
  device: { readonly [fact: string]: Json };
  testGroups: readonly TestGroup[];
  campaigns: readonly Campaign[];
  /** Who is signed in, as `identify` was told. */
  accountId?: string;
  /** Facts that the shop gave. */
  context: { readonly [fact: string]: Json };
  /** Nothing is stored or sent without it, so events never bear another. */
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
  /** The page wants to hear what becomes of it. */
  track?: boolean;
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
  /** The shop's own id. */
  readonly ownId?: string;
  /** When it happened, where the shop has told it; ms since the epoch. */
  readonly happenedAt?: number;
  /** Sent without waiting for company. */
  readonly isUrgent?: true;
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
  /** Page id and number of the push, where the id does not say them. */
  readonly push?: string;
  readonly time: string;
  /** Push time, where that is not `time`. */
  readonly pushedAt?: string;
  /** The JSON text of the wire's `data` member. */
  readonly dataText: string;
  readonly isUrgent?: true;
} & Stage<'enriched'>;
