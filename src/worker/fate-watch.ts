import type { Fate, PipelineListener } from '../shared/protocol.js';
import type { Absorbed } from './absorb.js';
import type { Departures } from './departures.js';
import type { Environment } from './environment.js';
import type { FoundPushes } from './find-pushes.js';
import type { Appended, OutboxEntry } from './outbox.js';

/** Knows where the tracked pushes of one page are, and tells the page what becomes of them. It costs nothing while none is tracked. */
export interface FateWatch {
  /** The page wants to hear of push number `n`. */
  follow(n: number): void;
  /** Pushes of the page have been appended to an outbox. */
  appended(entries: readonly OutboxEntry[], appended: Appended): void;
  /** Everything up to `n` is durable. */
  durable(n: number): void;
  /** What was in memory is on the disk, under other numbers. */
  moved(absorbed: Absorbed): void;
  /** Events have left an outbox, by the doing of any tab. */
  left(departures: Departures): void;
  close(): void;
}

export interface FateWatchParts {
  pageId: string;
  tell: PipelineListener['onFate'];
  /** Looks into every outbox there is; undefined where one does not answer. */
  find: (pageId: string, numbers: ReadonlySet<number>) => Promise<FoundPushes[] | undefined>;
  environment: Pick<Environment, 'schedule'>;
  /** Pushes that the page has tracked in a worker that is gone: they are appended. */
  followed: readonly number[];
}

/** A push whose end is not known. */
interface Followed {
  isAppended: boolean;
  isDurable: boolean;
  outboxId?: string | undefined;
  sequence?: number | undefined;
  /** What the outbox had given up when it was appended. */
  drops?: number;
}

/** Most pushes that are followed; more than these would be a second outbox. */
const maxFollowed = 10_000;
/** How soon it is looked for a push of which nobody knows the number, ms. */
const firstLookMs = 1_000;
/** How often is looked whether something has left without a word, at first and at the longest, ms: whoever delivered it may have died before it could tell. */
const lookMs = 60_000;
const lastLookMs = 3_600_000;

export function createFateWatch(parts: FateWatchParts): FateWatch {
  const { pageId, tell, find, environment } = parts;
  const pushes = new Map<number, Followed>();
  let nextLookMs = lookMs;
  let timer: { cancel: () => void; isSoon: boolean } | undefined;
  let isClosed = false;

  function end(n: number, fate: Fate): void {
    if (pushes.delete(n)) tell(n, n, fate);
    if (pushes.size > 0) return;
    timer?.cancel();
    timer = undefined;
    nextLookMs = lookMs;
  }

  function lookIn(ms: number, isSoon = false): void {
    if (isClosed || (timer && (timer.isSoon || !isSoon))) return;
    timer?.cancel();
    const run = (): void => {
      timer = undefined;
      void look().finally(() => pushes.size > 0 && lookIn(nextLookMs));
      nextLookMs = Math.min(2 * nextLookMs, lastLookMs);
    };
    timer = { cancel: environment.schedule(run, ms), isSoon };
  }

  function follow(n: number, isAppended = false): void {
    if (pushes.size >= maxFollowed) {
      tell(n, n, { state: 'unknown' });
      return;
    }
    if (!pushes.has(n)) pushes.set(n, { isAppended, isDurable: isAppended });
    lookIn(nextLookMs);
  }

  async function look(): Promise<void> {
    const wanted = [...pushes].filter(([, { isAppended }]) => isAppended);
    const places = await find(pageId, new Set(wanted.map(([n]) => n))).catch(() => undefined);
    if (!places || isClosed) return;
    for (const [n, push] of wanted) {
      const place = places.find(({ found }) => found.has(n));
      const at = place?.found.get(n);
      if (!place || !at) end(n, fateOfGone(push, places));
      else if ('code' in at) end(n, { state: 'buried', code: at.code });
      else Object.assign(push, { outboxId: place.outboxId, sequence: at.sequence });
    }
  }

  function left({ outboxId, left: departures }: Departures): void {
    for (const [n, push] of pushes) {
      const { sequence } = push;
      if (push.outboxId !== outboxId || sequence === undefined) continue;
      const departure = departures.find(({ from, to }) => from <= sequence && sequence <= to);
      if (departure) end(n, departure.fate);
    }
  }

  for (const n of parts.followed) follow(n, true);
  if (pushes.size > 0) lookIn(firstLookMs, true);

  return {
    follow: (n) => follow(n),
    appended(entries, { outboxId, tracked, left: departures, drops, withdrawnAt }) {
      for (const entry of entries) {
        const { n } = entry;
        const push = pushes.get(n);
        if ('dropped' in entry) tell(n - entry.dropped + 1, n, { state: 'dropped', reason: entry.reason ?? 'staging-full' });
        else if (withdrawnAt !== undefined) end(n, { state: 'dropped', reason: 'consent' });
        else if ('rejected' in entry) end(n, { state: 'rejected', reason: entry.rejected });
        else if (push) {
          Object.assign(push, { isAppended: true, outboxId, sequence: tracked?.get(n), drops });
          // It was appended before, by a worker that is gone.
          if (push.sequence === undefined) lookIn(firstLookMs, true);
        }
      }
      if (outboxId !== undefined && departures) left({ outboxId, left: departures });
    },
    durable(n) {
      for (const [number, push] of pushes) {
        if (number > n || push.isDurable) continue;
        push.isDurable = true;
        tell(number, number, { state: 'durable' });
      }
    },
    moved({ from, outboxId, numbers, drops, left: departures }) {
      const sequences = new Map(numbers.filter(({ push }) => push.pageId === pageId).map(({ push, sequence }) => [push.n, sequence]));
      for (const [n, push] of pushes) {
        if (push.outboxId !== from) continue;
        const sequence = sequences.get(n);
        Object.assign(push, { outboxId: sequence && outboxId, sequence, drops });
        // An append that was given up for lost had reached the disk.
        if (sequence === undefined) lookIn(firstLookMs, true);
      }
      left({ outboxId, left: departures });
    },
    left,
    close() {
      isClosed = true;
      timer?.cancel();
    },
  };
}

/** Of what is nowhere any more. What leaves was delivered, unless the outbox has counted a loss since. */
function fateOfGone({ outboxId, drops = 0 }: Followed, places: readonly FoundPushes[]): Fate {
  const isThere = outboxId === undefined || places.some((place) => place.outboxId === outboxId);
  if (!isThere) return { state: 'dropped', reason: 'outbox-lost' };
  const isSure = places.every((place) => place.drops === 0 || (place.outboxId === outboxId && place.drops === drops));
  return { state: isSure ? 'delivered' : 'unknown' };
}
