import type { Campaign, Consent, Json, TestGroup } from './event.js';
import { IgEventsError } from './problem.js';

/** The settings that are plain data. Everything has a default. */
export interface Settings {
  /** Where events go: an absolute http(s) URL, or a path on the page's own origin. @default '/ig/events' */
  endpoint?: string;
  /** Sent as a bearer token. It names the shop, it is not a secret: anyone can read it in the page. @default none */
  writeKey?: string;
  /** Names the shop on the wire and the outbox on the device; letters, digits, `.`, `_` and `-`. One pipeline per site and page. @default 'default' */
  site?: string;
  /** Names the device, as `data.device.id` on the wire; 1 to 64 letters, digits, `.`, `_`, `:` and `-`. See `kioskDeviceId`. @default none */
  deviceId?: string;
  /** A set of defaults: `kiosk` commits every event through to the disk and spreads reconnections over a minute. @default 'storefront' */
  preset?: Preset;
  /** Groups of the visitor's active experiences. @default read from `window.igData` when it is there */
  testGroups?: readonly TestGroup[];
  /** Campaigns active for the visitor. @default read from `window.igData` when it is there */
  campaigns?: readonly Campaign[];
  /** Facts of your own that every event shall carry, as JSON; cart token, country and currency have their place here. @default {} */
  context?: { readonly [fact: string]: Json };
  /** Whether `window.igEvents` becomes this pipeline, and a stub array found there is replayed. @default true */
  installGlobal?: boolean;
  /** URL of the self-contained `worker.js`, for bundlers that do not follow `new URL(…, import.meta.url)`. @default the file beside the library */
  workerUrl?: string;
  /** What counts as an acknowledgement: the collector's JSON answer, or any bare 2xx of a foreign collector. @default 'body' */
  acknowledge?: Acknowledge;
  /** Whether bodies above 1 KiB are compressed. A collector that refuses gzip turns it off by itself. @default 'gzip' */
  compression?: 'gzip' | 'none';
  /** `strict` asks the browser to flush each commit to the disk: it survives a power cut, at some cost per commit. @default 'relaxed', kiosk 'strict' */
  durability?: Durability;
  /** How long the first event of a batch waits for company, ms. @default 200 */
  flushDelayMs?: number;
  /** Most events in one request. @default 500 */
  maxBatchEvents?: number;
  /** Largest request body before compression, in UTF-8 bytes. @default 262144 */
  maxBatchBytes?: number;
  /** Most events that wait on the device; beyond it the oldest are dropped and counted. @default 100000 */
  maxOutboxEvents?: number;
  /** Most bytes that wait on the device, in UTF-8 bytes; beyond it the oldest are dropped and counted. @default 52428800 */
  maxOutboxBytes?: number;
  /** What is given up, and counted, when a bound or the browser's quota is reached: the oldest events or the new ones. @default 'drop-oldest' */
  whenFull?: WhenFull;
  /** Whether the page asks the browser not to evict the site's storage; some browsers ask the visitor. @default false, kiosk true */
  persist?: boolean;
  /** Whether events may be kept and sent. What `setConsent` was told last on this device wins over it. @default 'granted' */
  consent?: Consent;
  /** What becomes of events that wait when the consent is denied. @default 'purge' */
  onDeny?: OnDeny;
  /** Whether a browser's Global Privacy Control counts as a denial until `setConsent` is told otherwise. @default 'honour' */
  globalPrivacyControl?: 'honour' | 'ignore';
  /** What happens to a facade of another library at `window.igEvents`: it is served too, replaced, or left alone there. @default 'tee' */
  foreignGlobal?: ForeignGlobal;
  /** A visit ends after this long without an event, ms. @default 1800000 */
  sessionIdleMs?: number;
  /** Parameters of addresses that are kept beside `utm_source`, `utm_medium`, `utm_campaign`, `utm_term` and `utm_content`. @default [] */
  allowQuery?: readonly string[];
  /** Names of members whose values are never kept, beside the built-in list (`docs/privacy.md`); case and separators do not count. @default [] */
  redactKeys?: readonly string[];
  /** Whether e-mail addresses, card numbers, tokens and values with such names are replaced. Addresses of pages are reduced anyway. @default true */
  redact?: boolean;
  /** Whether the console tells each change of state; also by `?ig_debug=1` in the address. @default false */
  debug?: boolean;
}

export type Preset = 'storefront' | 'kiosk';
export type Acknowledge = 'body' | 'status';
export type Durability = 'relaxed' | 'strict';
export type OnDeny = 'purge' | 'keep';
export type ForeignGlobal = 'tee' | 'replace' | 'off';
export type WhenFull = 'drop-oldest' | 'drop-newest';

/** What the pipeline works by: every value present. */
export interface PipelineSettings {
  endpoint: string;
  writeKey: string | undefined;
  site: string;
  acknowledge: Acknowledge;
  compression: 'gzip' | 'none';
  durability: Durability;
  flushDelayMs: number;
  /** Upper end of the random wait after the connection came back, ms: spreads a fleet that reconnects at once. */
  reconnectSpreadMs: number;
  maxBatchEvents: number;
  maxBatchBytes: number;
  maxOutboxEvents: number;
  maxOutboxBytes: number;
  whenFull: WhenFull;
}

/** Settings that were checked; most defaults are not filled in yet. */
export type CheckedSettings = Settings & { endpoint: string; site: string };

/**
 * Checks what was given: the only place that throws misuse. It runs on the page, where a developer sees the error.
 *
 * @param settings what the shop gave.
 * @param resolveUrl makes an absolute URL on the page's origin, or undefined; a worker could not resolve a path by itself.
 * @throws IgEventsError with code `invalid-settings`, naming the setting and its value.
 */
export function checkSettings(settings: Settings, resolveUrl: (url: string) => string | undefined): CheckedSettings {
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined && !isAllowed(name, value)) refuse(name, value);
  }
  const { endpoint = '/ig/events', site = 'default' } = settings;
  const url = resolveUrl(endpoint) ?? '';
  if (!/^https?:/.test(url)) refuse('endpoint', endpoint);
  try {
    // A copy through JSON: later changes do not matter, and what the worker could not receive is left out.
    return JSON.parse(JSON.stringify({ ...settings, endpoint: url, site }));
  } catch (error) {
    return refuse('context', error);
  }
}

/** What the text of a value must be. */
const forms: { readonly [name: string]: string | undefined } = {
  site: '[\\w.-]+',
  deviceId: '[\\w.:-]{1,64}',
  preset: 'storefront|kiosk',
  acknowledge: 'body|status',
  compression: 'gzip|none',
  durability: 'relaxed|strict',
  whenFull: 'drop-oldest|drop-newest',
  persist: 'true|false',
  redact: 'true|false',
  consent: 'granted|pending|denied',
  onDeny: 'purge|keep',
  globalPrivacyControl: 'honour|ignore',
  foreignGlobal: 'tee|replace|off',
};

function isAllowed(name: string, value: unknown): boolean {
  // Limits and times. NaN is not one.
  if (/^max|Ms$/.test(name)) return typeof value === 'number' && value >= (name === 'flushDelayMs' ? 0 : 1);
  if (name === 'allowQuery' || name === 'redactKeys') return Array.isArray(value);
  return RegExp(`^(${forms[name] ?? '[^]*'})$`).test(String(value));
}

function refuse(name: string, value: unknown): never {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  throw new IgEventsError(`The setting ${name} cannot be ${shown}; see the documentation of Settings.`);
}

const presets: Record<Preset, Pick<PipelineSettings, 'durability' | 'reconnectSpreadMs'>> = {
  storefront: { durability: 'relaxed', reconnectSpreadMs: 1_000 },
  // A kiosk has no visitor who waits, but a fleet has thousands of kiosks: fault catalog F71.
  kiosk: { durability: 'strict', reconnectSpreadMs: 60_000 },
};

/** Fills in the defaults; runs in the worker, so that the page does not carry them. */
export function resolveSettings(settings: CheckedSettings): PipelineSettings {
  const preset = presets[settings.preset ?? 'storefront'];
  return {
    endpoint: settings.endpoint,
    site: settings.site,
    writeKey: settings.writeKey,
    acknowledge: settings.acknowledge ?? 'body',
    compression: settings.compression ?? 'gzip',
    durability: settings.durability ?? preset.durability,
    reconnectSpreadMs: preset.reconnectSpreadMs,
    flushDelayMs: settings.flushDelayMs ?? 200,
    maxBatchEvents: settings.maxBatchEvents ?? 500,
    maxBatchBytes: settings.maxBatchBytes ?? 262_144,
    maxOutboxEvents: settings.maxOutboxEvents ?? 100_000,
    maxOutboxBytes: settings.maxOutboxBytes ?? 52_428_800,
    whenFull: settings.whenFull ?? 'drop-oldest',
  };
}
