import type { Consent } from '../shared/event.js';
import type { CheckedSettings } from '../shared/settings.js';
import { readStored } from './page-storage.js';

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

/** The decision that a page has written down, word and time; undefined where there is none. */
export function parseChoice(text: string): ConsentChoice | undefined {
  const [consent, at] = text.split(' ');
  return at ? { consent: toConsent(consent), at: Number(at) || 0 } : undefined;
}

/** What holds when a page is loaded. An adapter will tell: until then nothing was decided. */
export function firstChoice(settings: CheckedSettings, adapter: unknown, now: number): ConsentChoice {
  const stored = adapter ? undefined : parseChoice(readStored(choiceKey(settings.site)));
  const { consent = adapter ? 'pending' : 'granted' } = settings;
  const isOptedOut = settings.globalPrivacyControl !== 'ignore' && Reflect.get(navigator, 'globalPrivacyControl') === true;
  return stored ?? { consent: consent === 'granted' && isOptedOut ? 'denied' : consent, at: now };
}
