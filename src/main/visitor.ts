import { accountKey, newSessionId, newUserId, newVisitor, sessionKey, userKey } from './identity.js';
import type { PageCore } from './page-core.js';
import { readStored, writeStored } from './page-storage.js';
import type { Tee } from './tee.js';
import { takeUrlId } from './url-id.js';
import { userIdPattern } from './user-id-pattern.js';
import { keepVisitorCookie, removeVisitorCookie } from './visitor-cookie.js';

export const visitorKeys: readonly string[] = [userKey, sessionKey, accountKey];

/** Keeps the identity between page loads, where there is consent for it, and ends a visit after a silence. */
export interface Visitor {
  /** A visit ends after this long without an event, ms. */
  readonly idleMs: number;
  /** True once the visitor may be kept on the device. Until then nothing is read or written there. */
  isKept: boolean;
  /** An event happens at `at`, ms since the epoch: after a silence of the idle time it begins a new visit. Touches no storage. */
  touch(at: number): void;
  /** Begins a new user and a new visit, with nobody signed in. */
  renew(): void;
  /** Goes on as the one that is found in localStorage: another page may have changed who the visitor is. */
  load(): void;
  /** The user may be kept elsewhere, too; where Intelligems' client runs, it may have been handed over from another domain. */
  find(): void;
  save(): void;
  /** Removes what is kept on the device. */
  forget(): void;
}

export function createVisitor(core: PageCore, tee: Pick<Tee, 'facade'>): Visitor {
  const { identity, context, settings } = core;
  const { sessionIdleMs = 1_800_000 } = settings;
  let lastAt = 0;

  /** A clock that was set back makes the difference negative, and no silence lasts that long. */
  const isNear = (at: number, other: number): boolean => Math.abs(at - other) <= sessionIdleMs;

  const visitor: Visitor = {
    idleMs: sessionIdleMs,
    isKept: false,
    touch(at) {
      if (!identity.sessionId || !isNear(lastAt || at, at)) identity.sessionId = newSessionId();
      lastAt = at;
    },
    renew() {
      Object.assign(identity, { userId: newUserId(), sessionId: newSessionId(), accountId: undefined });
      context.isTouched = true;
      visitor.save();
    },
    load() {
      const { userId } = identity;
      identity.userId = [readStored(userKey), userId].find((id) => userIdPattern.test(id)) ?? newUserId();
      identity.accountId = readStored(accountKey) || undefined;
      const [at, id] = readStored(sessionKey).split(' ');
      core.isReset ||= at === newVisitor;
      if (id && isNear(Number(at), lastAt || Date.now())) {
        identity.sessionId = id;
        lastAt ||= Number(at);
      } else if (!id && userId !== identity.userId) {
        // Who has become another user begins a visit of its own.
        identity.sessionId = newSessionId();
      }
      context.isTouched = true;
    },
    find() {
      if (!visitor.isKept) return;
      const urlId = tee.facade() && takeUrlId();
      identity.userId = keepVisitorCookie(urlId ?? identity.userId, urlId === undefined && !core.isReset);
      core.isReset = false;
      context.isTouched = true;
      visitor.save();
    },
    save() {
      if (!visitor.isKept) return;
      writeStored(userKey, identity.userId);
      writeStored(accountKey, identity.accountId ?? '');
      writeStored(sessionKey, identity.sessionId && `${lastAt} ${identity.sessionId}`);
    },
    forget() {
      for (const key of visitorKeys) writeStored(key, '');
      removeVisitorCookie();
    },
  };
  return visitor;
}
