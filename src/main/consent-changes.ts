import type { Consent } from '../shared/event.js';
import { attempt } from './attempt.js';

/**
 * Hands on what differs from what was told last. That nothing is known yet is not told: a page begins with it, and as a word of its own it would reach the
 * other tabs, which know more.
 */
export function createTellChanges(tell: (consent: Consent) => void): (consent: Consent) => void {
  let told: Consent = 'pending';
  return (consent) => {
    if (consent === told) return;
    told = consent;
    attempt(() => tell(consent));
  };
}
