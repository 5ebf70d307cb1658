import { IgEventsError } from '../shared/problem.js';
import { googleConsentMode } from './google-consent.js';
import type { IgEventsSettings } from './ig-events.js';
import { shopifyConsent } from './shopify-consent.js';

/** What the `data-` attributes of the script element say. */
export interface ScriptAttributes {
  /** By `data-manual`: the page starts the pipeline itself. */
  isManual: boolean;
  settings: IgEventsSettings;
}

type Parse = (text: string) => unknown;

/** Words for `data-consent` beside those of the setting. */
const adapters = new Map([
  ['shopify', shopifyConsent],
  ['google', () => googleConsentMode()],
]);

const text: Parse = (value) => value;
// Anything else is NaN, which no setting takes.
const number: Parse = (value) => (value.trim() ? Number(value) : Number.NaN);
const url: Parse = (value) => new URL(value, 'https://page.invalid') && value;
const list: Parse = (value) => value.split(',').map((item) => item.trim());

/** By the attribute's name as `dataset` has it: `data-flush-delay-ms` is `flushDelayMs`. Those that are not here are somebody else's. */
const parsers = new Map<string, Parse>([
  ['consent', (value) => adapters.get(value)?.() ?? value],
  ...each(['endpoint', 'site', 'preset', 'onDeny', 'globalPrivacyControl', 'foreignGlobal', 'acknowledge', 'compression'], text),
  ...each(['durability', 'whenFull', 'writeKey'], text),
  ['workerUrl', url],
  ...each(['flushDelayMs', 'sessionIdleMs', 'maxBatchEvents', 'maxBatchBytes', 'maxOutboxEvents', 'maxOutboxBytes'], number),
  ...each(['persist', 'debug', 'installGlobal', 'redact'], isSet),
  ...each(['allowQuery', 'redactKeys'], list),
  ...each(['context', 'testGroups', 'campaigns'], JSON.parse),
]);

const shortNames = new Map([
  ['key', 'writeKey'],
  ['worker', 'workerUrl'],
]);

/** @throws IgEventsError with code `invalid-settings`, naming the attribute and its value. Values are checked where all settings are. */
export function readScriptAttributes(dataset: Readonly<Record<string, string | undefined>>): ScriptAttributes {
  const settings: Record<string, unknown> = {};
  for (const [name, value = ''] of Object.entries(dataset)) {
    const setting = shortNames.get(name) ?? name;
    const parse = parsers.get(setting);
    if (!parse) continue;
    try {
      settings[setting] = parse(value);
    } catch {
      const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      throw new IgEventsError(`The attribute data-${attribute} cannot be ${JSON.stringify(value)}.`);
    }
  }
  return { isManual: 'manual' in dataset, settings };
}

function each(names: readonly string[], parse: Parse): [string, Parse][] {
  return names.map((name) => [name, parse]);
}

/** An attribute without a value is set. */
function isSet(value: string): boolean {
  if (/^(true|)$/i.test(value)) return true;
  if (/^false$/i.test(value)) return false;
  throw new TypeError(value);
}
