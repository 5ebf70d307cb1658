import type { OutboxMark, PipelineStatus } from '../../shared/protocol.js';
import type { IgEvents, PageStatus } from '../ig-events.js';
import { onConnectionChange } from '../page-lifecycle.js';

/** What the page knows about events that wait. */
export interface PendingFacts {
  page: Pick<PageStatus, 'consent' | 'pushed' | 'durable'>;
  /** What was last written down of the outbox. */
  mark: Pick<OutboxMark, 'pending'> | undefined;
  /** Since the page's numbers changed, ms. */
  quietMs: number;
}

/** The mark is written at most once per second; as long again for a busy machine, ms. */
const markMs = 2_000;

/** From a change until somebody looks whether it is still there, ms: a healthy flush takes a second or two. */
const lookMs = 10_000;

/** The first pause after which Chromium wakes a service worker again that had no success, ms: asking more often changes nothing. */
const askAgainMs = 300_000;

/** True where something may wait, and may be sent. Wrong for a moment after a push that was delivered: a service worker that finds nothing ends at once. */
export function mayPend({ page, mark, quietMs }: PendingFacts): boolean {
  if (page.consent !== 'granted') return false;
  return page.pushed > page.durable || (mark?.pending ?? 0) > 0 || (page.pushed > 0 && quietMs < markMs);
}

/** True where what waits does not go by itself within seconds. */
export function isStuck(isOnline: boolean, outbox: Pick<PipelineStatus, 'flusher'> | undefined): boolean {
  return !isOnline || outbox === undefined || outbox.flusher.name === 'waiting' || outbox.flusher.name === 'held';
}

/**
 * Calls `onPending` when events stay behind: when the page is hidden or left, when the connection goes, and while the flusher waits.
 *
 * @param readMark what the page has written down of the outbox.
 */
export function watchPending(
  igEvents: Pick<IgEvents, 'page' | 'onChange' | 'status'>,
  readMark: () => OutboxMark | undefined,
  onPending: (isLeaving: boolean) => void,
  signal: AbortSignal,
): void {
  let changedAt = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pends = (): boolean => mayPend({ page: igEvents.page, mark: readMark(), quietMs: performance.now() - changedAt });

  function lookIn(ms: number): void {
    if (!signal.aborted) timer ??= setTimeout(() => void look(), ms);
  }

  async function look(): Promise<void> {
    timer = undefined;
    if (!pends()) return;
    const status = await igEvents.status().catch(() => undefined);
    const stays = isStuck(navigator.onLine, status?.outbox);
    if (stays && !signal.aborted && pends()) onPending(false);
    lookIn(stays ? askAgainMs : lookMs);
  }

  const endChanges = igEvents.onChange(() => {
    changedAt = performance.now();
    lookIn(lookMs);
  });
  signal.addEventListener('abort', () => {
    endChanges();
    clearTimeout(timer);
  });
  const leave = (): void => void (pends() && onPending(true));
  // The first fires on the document, the second on the window only; neither keeps a page out of the back/forward cache.
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && leave(), { signal });
  addEventListener('pagehide', leave, { signal });
  onConnectionChange((online) => void (!online && pends() && onPending(false)), signal);
  // What an earlier page has left; and Chromium gives a tag up after three attempts: fault catalog F61.
  if (pends()) onPending(false);
}
