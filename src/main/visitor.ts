import { readStored, writeStored } from './page-storage.js';
import { randomHex } from './random-hex.js';

/** Where the visitor lives between page loads. Intelligems uses the first key, too, so a visitor known to it stays the same. */
export const userKey = 'ig-id';
/** Time of the last event, ms since the epoch, and id. */
export const sessionKey = 'igev-session';
const accountKey = 'igev-account';
export const visitorKeys: readonly string[] = [userKey, sessionKey, accountKey];

/**
 * As loose as Intelligems' own check, which ids in the wild have passed: two parts around `_`, and the prefix is `ig` or the rest is hex.
 * But nothing that means something in JSON or in a cookie.
 */
export const userIdPattern: RegExp = /^(ig_[^_"\\;$,\s]+|[^_"\\;$,\s]+_[\da-f]+)$/i;

/** Who events belong to: the persistent user, the visit and, once somebody has signed in, the account. */
export interface Visitor {
  /** `ig_` and 36 hex digits, unless somebody else has made it. */
  userId: string;
  sessionId: string;
  /** Empty until somebody has signed in. */
  accountId: string;
  /** True once the visitor may be kept in localStorage. Until then nothing is read or written there. */
  isKept: boolean;
  /** True when the user is new by the shop's word: nobody's older id holds any more. */
  isNew: boolean;
  /** An event happens at `at`, ms since the epoch: after a silence of the idle time it begins a new visit. Touches no storage. */
  touch(at: number): void;
  /** Begins a new user and a new visit, with nobody signed in. */
  renew(): void;
  /** Goes on as the one that is found in localStorage. */
  load(): void;
  save(): void;
  /** Removes what is kept in localStorage. */
  forget(): void;
}

/** @param idleMs a visit ends after this long without an event. */
export function createVisitor(idleMs: number): Visitor {
  let lastAt = 0;

  /** A clock that was set back makes the difference negative, and no silence lasts that long. */
  const isNear = (at: number, other: number): boolean => Math.abs(at - other) <= idleMs;

  const visitor: Visitor = {
    userId: '',
    sessionId: '',
    accountId: '',
    isKept: false,
    isNew: false,
    touch(at) {
      if (!visitor.sessionId || !isNear(lastAt, at)) visitor.sessionId = randomHex(16);
      lastAt = at;
    },
    renew() {
      visitor.userId = `ig_${randomHex(18)}`;
      visitor.accountId = visitor.sessionId = '';
      visitor.save();
    },
    load() {
      const known = readStored(userKey);
      if (userIdPattern.test(known)) visitor.userId = known;
      visitor.accountId = readStored(accountKey);
      const [at, id] = readStored(sessionKey).split(' ');
      if (!id || !isNear(Number(at), lastAt || Date.now())) return;
      visitor.sessionId = id;
      lastAt ||= Number(at);
    },
    save() {
      if (!visitor.isKept) return;
      writeStored(userKey, visitor.userId);
      writeStored(accountKey, visitor.accountId);
      writeStored(sessionKey, visitor.sessionId && `${lastAt} ${visitor.sessionId}`);
    },
    forget() {
      for (const key of visitorKeys) writeStored(key, '');
    },
  };
  visitor.renew();
  return visitor;
}
