import { attempt } from './attempt.js';
import { userIdPattern } from './user-id-pattern.js';

/** Intelligems keeps its user in a cookie of this name, for the whole domain and a year. */
const name = 'ig-id';
const yearSeconds = 31_536_000;

/**
 * Keeps the user in a cookie as well, beside localStorage: Safari deletes what scripts have stored after seven days without a visit.
 *
 * @param obeys whether the cookie holds where the two differ.
 * @returns the user that holds.
 */
export function keepVisitorCookie(userId: string, obeys: boolean): string {
  const known = readCookie();
  const holds = obeys && userIdPattern.test(known) ? known : userId;
  if (holds !== known) writeCookie(holds, yearSeconds);
  return holds;
}

export function removeVisitorCookie(): void {
  if (readCookie()) writeCookie('', 0);
}

function readCookie(): string {
  return attempt(() => /(?:^|; *)ig-id=([^;]*)/.exec(document.cookie)?.[1] ?? '', '');
}

function writeCookie(value: string, seconds: number): void {
  // A browser takes no domain for an address without a dot, and none on a public suffix: there the cookie is the host's alone.
  for (const domain of [`; domain=.${location.hostname}`, ''])
    attempt(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is asynchronous, and missing in Firefox and WebKit.
      if (readCookie() !== value) document.cookie = `${name}=${value}; path=/; max-age=${seconds}; samesite=lax${domain}`;
    });
}
