import { attempt } from './attempt.js';
import { userIdPattern } from './user-id-pattern.js';

/** Intelligems hands a visitor from one domain to another by this parameter. */
const name = 'igId';

/**
 * The visitor's id from the page's address, from which it is removed. Anybody can make such a link, so it is to be asked for only where
 * Intelligems' own client runs, which would obey it in any case.
 */
export function takeUrlId(): string | undefined {
  return attempt(() => {
    const url = new URL(document.URL);
    const id = url.searchParams.get(name);
    if (id === null) return undefined;
    url.searchParams.delete(name);
    history.replaceState(history.state, '', url);
    return userIdPattern.test(id) ? id : undefined;
  });
}
