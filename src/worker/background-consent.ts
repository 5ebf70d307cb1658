import { type Head, isHead } from './outbox-head.js';

/**
 * Since when the visitor agrees to what waits in an outbox, ms since the epoch, as far as the outbox itself knows: a service worker cannot read what
 * the pages have written down. Undefined when it must send nothing: the consent was withdrawn and what waits is kept, nobody's consent is known, or
 * the record is not one that this version can read, which is a page's matter.
 */
export function backgroundConsent(stored: Head | undefined): number | undefined {
  if (!isHead(stored) || stored.format > 1) return undefined;
  const { agreedAt = 0, withdrawn } = stored;
  if (withdrawn && agreedAt <= withdrawn.at) return withdrawn.isKept ? undefined : agreedAt;
  return agreedAt > 0 ? agreedAt : undefined;
}
