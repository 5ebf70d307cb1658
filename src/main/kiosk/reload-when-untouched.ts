import { withDeadline } from '../deadline.js';
import { readStored, writeStored } from '../page-storage.js';

/** A customer who reads a menu touches nothing for a while, ms. */
const untouchedMs = 60_000;
/** A page that is stuck after a reload, too, must not reload for ever, ms. */
const reloadEveryMs = 3_600_000;
/** How long the page's address may take to answer, ms. */
const answerMs = 10_000;
const reloadedKey = 'igev-kiosk-reload';

/** @param lastReloadAt ms since the epoch, 0 for never. A clock that was set back makes the difference negative: that is no reason to wait for years. */
export function mayReload({ now, idleMs, lastReloadAt }: { now: number; idleMs: number; lastReloadAt: number }): boolean {
  return idleMs >= untouchedMs && Math.abs(now - lastReloadAt) >= reloadEveryMs;
}

/**
 * Loads the page anew: only when nobody uses it, at most once per hour, and only when its address answers. A kiosk that shows the browser's error
 * page stays there until somebody comes.
 */
export async function reloadWhenUntouched(idleMs: number): Promise<void> {
  const now = Date.now();
  if (!mayReload({ now, idleMs, lastReloadAt: Number(readStored(reloadedKey)) })) return;
  // Through the service worker where there is one, as the reload itself.
  const answer = await withDeadline(fetch(location.href, { cache: 'no-store' }), answerMs);
  if (!answer?.ok) return;
  writeStored(reloadedKey, String(now));
  // Where nothing can be remembered, nothing would stop the next reload.
  if (readStored(reloadedKey) === String(now)) location.reload();
}
