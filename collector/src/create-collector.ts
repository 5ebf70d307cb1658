import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { allowAnyOrigin } from './cross-origin.js';
import { createDashboardSite } from './dashboard-site.js';
import { createGroupCommit } from './group-commit.js';
import { createIntake } from './intake.js';
import { defaultLimits, type Limits } from './limits.js';
import { createLiveTail } from './live-tail.js';
import { createReadApi } from './read-api.js';
import { refusal } from './refusal.js';
import { createSignal } from './signal.js';
import type { Store } from './store.js';

export const eventsPath = '/ig/events';

export interface CollectorOptions {
  store: Store;
  /** Keys that may send. @default [], every sender may */
  writeKeys?: readonly string[];
  /** Wall clock, ms since the epoch. @default Date.now */
  now?: () => number;
  limits?: Partial<Limits>;
  /** Where the built dashboard is. @default beside this program */
  dashboardDir?: string;
  /** Told of faults of the store and of this program. @default one JSON line on stderr */
  onFault?: (error: Error) => void;
}

export interface Collector {
  /** Answers `/ig/events`, `/api/…` and `/dashboard/`; more routes can be added before the first request. */
  app: Hono;
  /** Ends the live tails and resolves when everything that was received has been stored. The store stays open. */
  close(): Promise<void>;
}

export function createCollector({
  store,
  writeKeys = [],
  now = Date.now,
  limits = {},
  dashboardDir,
  onFault = logFault,
}: CollectorOptions): Collector {
  const closing = new AbortController();
  const committed = createSignal();
  const groupCommit = createGroupCommit(store, committed.notify);
  const app = new Hono();

  app.use(eventsPath, allowAnyOrigin());
  app.post(eventsPath, createIntake({ groupCommit, limits: { ...defaultLimits, ...limits }, writeKeys, now }));
  app.all(eventsPath, () => {
    throw refusal(405, 'method-not-allowed', 'Events are sent by POST.', { headers: { allow: 'POST, OPTIONS' } });
  });
  app.get('/api/tail', createLiveTail(store, committed, closing.signal));
  app.route('/api', createReadApi(store, now));
  app.get('/dashboard', (c) => c.redirect('dashboard/'));
  app.get('/dashboard/*', createDashboardSite('/dashboard', dashboardDir));
  app.notFound((c) => refusal(404, 'not-found', `Nothing answers at ${c.req.path.slice(0, 200)}.`).getResponse());
  app.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse();
    onFault(error);
    // The client keeps its events and comes back.
    return refusal(503, 'store-failed', 'Nothing of this request was stored. Send it again later.', { retryAfterMs: 5_000 }).getResponse();
  });

  return {
    app,
    async close() {
      closing.abort();
      await groupCommit.whenIdle();
    },
  };
}

/** JSON keeps line breaks and escape sequences of a message out of the log. */
function logFault({ message, stack }: Error): void {
  console.error(JSON.stringify({ level: 'error', at: new Date().toISOString(), message, stack }));
}
