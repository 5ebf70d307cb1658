import type { Consent } from '../shared/event.js';
import type { CheckedSettings } from '../shared/settings.js';
import { readStored, writeStored } from './page-storage.js';

/** What the visitor has decided, and when, ms since the epoch: of two decisions the later one holds, in whichever tab it was made. */
export interface ConsentChoice {
  consent: Consent;
  at: number;
}

export const choiceKey = (site: string): string => `igev-consent:${site}`;

/** Anything but a clear yes, or the word that none was given yet, is a no. */
export function toConsent(value: unknown): Consent {
  return value === 'granted' || value === 'pending' ? value : 'denied';
}

/** The decision that another page has written down; undefined where there is none. */
export function parseChoice(text: string | null): ConsentChoice | undefined {
  const [consent, at] = (text ?? '').split(' ');
  return at ? { consent: toConsent(consent), at: Number(at) || 0 } : undefined;
}

export function writeChoice(site: string, { consent, at }: ConsentChoice): void {
  writeStored(choiceKey(site), `${consent} ${at}`);
}

/** What holds when a page is loaded. An adapter will tell: until then nothing was decided. */
export function firstChoice(settings: CheckedSettings, hasAdapter: boolean, now: number): ConsentChoice {
  const stored = hasAdapter ? undefined : parseChoice(readStored(choiceKey(settings.site)));
  const { consent = hasAdapter ? 'pending' : 'granted' } = settings;
  const isOptedOut = settings.globalPrivacyControl !== 'ignore' && Reflect.get(navigator, 'globalPrivacyControl') === true;
  return stored ?? { consent: consent === 'granted' && isOptedOut ? 'denied' : consent, at: now };
}
