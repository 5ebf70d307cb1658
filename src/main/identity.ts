import { randomHex } from './random-hex.js';

/** Who events belong to: the persistent user, the visit and, once somebody has signed in, the account. A part of the page context. */
export interface Identity {
  /** `ig_` and 36 hex digits, unless somebody else has made it. */
  userId: string;
  /** Empty until the page's second part has found the visit that goes on. */
  sessionId: string;
  accountId: string | undefined;
}

/** Where the visitor lives between page loads. Intelligems uses the first key, too, so a visitor known to it stays the same. */
export const userKey = 'ig-id';
/** Time of the last event, ms since the epoch, and id; or `newVisitor`. */
export const sessionKey = 'igev-session';
export const accountKey = 'igev-account';

/** In the place of a session: the user is new by the shop's word, and no older id that is kept elsewhere holds any more. */
export const newVisitor = 'new';

export const newUserId = (): string => `ig_${randomHex(18)}`;
export const newSessionId = (): string => randomHex(16);
