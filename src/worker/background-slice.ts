import type { DrainAnswer } from '../shared/background.js';
import { createProblemLog } from '../shared/problem.js';
import type { OutboxMark } from '../shared/protocol.js';
import type { PipelineSettings } from '../shared/settings.js';
import type { BackgroundCause } from './after-slice.js';
import { atMostEvery } from './at-most-every.js';
import { backgroundConsent } from './background-consent.js';
import type { PipelineRuntime } from './build-pipeline.js';
import { createConnectivity } from './connectivity.js';
import { createOutbox } from './create-outbox.js';
import type { Departures } from './departures.js';
import type { Environment } from './environment.js';
import { createFlushLock, type FlushLock } from './flush-lock.js';
import { createFlusher } from './flusher.js';
import { isHead } from './outbox-head.js';
import { type OutboxStore, StoreError } from './outbox-store.js';
import { dueInMs } from './retry-policy.js';
import { createTransport } from './transport.js';
import { createWireGate } from './wire-gate.js';

export type BackgroundRuntime = Pick<PipelineRuntime, 'environment' | 'fetch' | 'locks' | 'createStore' | 'createMarkChannel' | 'isOnline'>;

/** What one event's work has achieved. */
export interface Slice extends DrainAnswer {
  /** What is left for a service worker: nothing, more of the same at once, or something that has to wait. */
  left: 'nothing' | 'more' | 'wait';
}

/** No attempt begins later than this after the event, ms: the slowest of a full batch takes 48 s, and most take less than one. */
const attemptsMs = 30_000;
/** When a request that is still on its way is ended, ms. Chromium gives an event 3 minutes; what is left of ours, a minute, is for writing it down. */
const requestsMs = 55_000;
/** How long another context's flush is waited for, ms: a page that has just been closed held its lock for up to 0.3 s more (Chromium 156). */
const patienceMs = 3_000;
/** How often the pages are told what waits, ms. */
const markMs = 1_000;

const nothingLeft: Slice = { delivered: 0, pending: 0, left: 'nothing' };

/**
 * One event's share of the work: sends what waits in the outbox that the pages have made, under their lock, by their schedule and with their consent.
 * Everything is built anew and closed at the end, because a service worker is stopped and started at will, and its connections with it (fault catalog F30).
 *
 * @param cause the event. The browser fires its own two when there is a connection, of which `navigator.onLine` may not have heard in a service worker
 *   yet (Chromium 156); a page's message says nothing of it.
 * @returns what was achieved. Another context that sends already leaves nothing to do.
 * @throws StoreError when the outbox could not be read or written.
 */
export async function drainSlice(given: BackgroundRuntime, settings: PipelineSettings, cause: BackgroundCause['type']): Promise<Slice> {
  const runtime = { ...given, isOnline: given.isOnline || cause !== 'message' };
  const { site, durability } = settings;
  const { environment, createStore } = runtime;
  const store = createStore({ site, durability, environment, mayRecreate: () => false, mustExist: true });
  try {
    return await drain(runtime, settings, store);
  } catch (error) {
    if (error instanceof StoreError && error.kind === 'missing') return nothingLeft;
    throw error;
  } finally {
    store.close();
  }
}

async function drain(runtime: BackgroundRuntime, settings: PipelineSettings, store: OutboxStore): Promise<Slice> {
  const { environment, locks, isOnline } = runtime;
  const { site, endpoint, acknowledge } = settings;
  const { now, newId, schedule } = environment;
  const gate = createWireGate(runtime.fetch);
  const attemptsEnd = new AbortController();
  let isWithdrawn = false;
  let grantedAt: number | undefined;
  // Before anything is read: a withdrawal is told first and written then.
  const channel = runtime.createMarkChannel(site);
  channel?.onWithdrawn((at) => {
    // Told late: the visitor has agreed again.
    if (grantedAt !== undefined && at < grantedAt) return;
    isWithdrawn = true;
    gate.shut();
    attemptsEnd.abort();
  });
  const marks = atMostEvery(markMs, environment, (mark: OutboxMark) => channel?.tell(mark));
  const endsAt = now() + attemptsMs;
  const stops = [schedule(() => attemptsEnd.abort(), attemptsMs), schedule(gate.shut, requestsMs)];

  try {
    const head = await store.transact('readonly', (tables) => tables.head());
    grantedAt = backgroundConsent(head);
    if (grantedAt === undefined) return { ...nothingLeft, pending: isHead(head) ? head.pendingEvents : 0 };

    const problems = createProblemLog(now, () => {});
    const onLeft = (departures: Departures): void => {
      if (departures.left.length > 0) channel?.tellDepartures(departures);
    };
    const outbox = createOutbox({ store, settings, now, newId, problems, grantedAt, onCommit: marks.give, onLeft });
    const transport = createTransport({ endpoint, acknowledge, fetch: gate.fetch, environment });
    const lock = watched(createFlushLock({ name: `igevents:${site}`, locks, outbox, environment, patienceMs }));
    const connectivity = createConnectivity(isOnline);
    const flusher = createFlusher({ settings, outbox, transport, lock, connectivity, environment, problems });
    attemptsEnd.signal.addEventListener('abort', () => flusher.close());
    try {
      for (let delivered = 0; ; ) {
        const from = now();
        delivered += await flusher.flush({});
        const { rows, counters, schedule: stored } = await outbox.account();
        // As of before the flush: the wait that ended it may itself be over by now.
        const isWaiting = dueInMs(stored, from) > 0;
        const dueMs = dueInMs(stored, now());
        const isTime = attemptsEnd.signal.aborted;
        const hasFailed = problems.list().some(({ code }) => code === 'storage-unavailable');
        if (!isTime && !lock.isOthers() && rows > 0 && isWaiting && dueMs < endsAt - now()) {
          await pause(dueMs, attemptsEnd.signal, environment);
          continue;
        }
        const isDone = rows === 0 || isWithdrawn || lock.isOthers();
        // What was due, and was left in spite of that, is not for this version, or somebody else has claimed it.
        const left = isDone ? 'nothing' : isWaiting || hasFailed ? 'wait' : isTime ? 'more' : 'nothing';
        return { delivered, pending: counters.pending, left };
      }
    } finally {
      flusher.close();
    }
  } finally {
    for (const cancel of stops) cancel();
    marks.flush();
    channel?.close();
  }
}

/** A lock that can tell whether another context had it when it was last asked for. */
function watched(lock: FlushLock): FlushLock & { isOthers(): boolean } {
  let isOthers = false;
  return {
    async run(task) {
      const result = await lock.run(task);
      isOthers = result === undefined;
      return result;
    },
    isOthers: () => isOthers,
  };
}

function pause(ms: number, signal: AbortSignal, { schedule }: Environment): Promise<void> {
  return new Promise((resolve) => {
    schedule(resolve, ms);
    signal.addEventListener('abort', () => resolve());
  });
}
