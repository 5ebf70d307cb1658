import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { type CollectorOptions, createCollector } from './create-collector.js';
import { openDuckdbStore } from './duckdb/open-duckdb-store.js';
import { createStaticSite } from './static-site.js';
import type { Store } from './store.js';

/** A sender that is slower than this holds a connection and nothing else; it may come back. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 30_000;

export interface StartOptions extends Omit<CollectorOptions, 'store'> {
  /** 0 takes a free one. @default 0 */
  port?: number;
  /** @default '127.0.0.1': the dashboard shows every event, so other machines have to be let in on purpose */
  host?: string;
  /** The store's file. @default ':memory:', which ends with the process */
  storePath?: string;
  /** A directory of static files served at `/`, for example a shop to try the library in. */
  siteDir?: string;
  /** Adds routes; they come before those of `siteDir`. */
  extend?: (app: Hono) => void;
}

export interface RunningCollector {
  /** For example `http://127.0.0.1:8787`, without a slash at its end. */
  url: string;
  app: Hono;
  store: Store;
  /** Resolves when no connection is open and the store's file is complete. */
  close(): Promise<void>;
}

/** Opens the store, listens, and resolves when requests are answered. */
export async function startCollector(options: StartOptions = {}): Promise<RunningCollector> {
  const { port = 0, host = '127.0.0.1', storePath = ':memory:', siteDir, extend, ...rest } = options;
  const store = await openDuckdbStore(storePath);
  const collector = createCollector({ store, ...rest });
  extend?.(collector.app);
  if (siteDir === undefined) collector.app.get('/', (c) => c.redirect('dashboard/'));
  else collector.app.get('*', createStaticSite(siteDir, ''));

  const listener = getRequestListener(collector.app.fetch, { overrideGlobalObjects: false });
  const server = createServer(
    { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs, connectionsCheckingInterval: 5_000 },
    (incoming, outgoing) => void listener(incoming, outgoing),
  );
  server.listen(port, host);
  await once(server, 'listening');

  return {
    url: toUrl(host, server.address()),
    app: collector.app,
    store,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await collector.close();
      server.closeAllConnections();
      await closed;
      await store.close();
    },
  };
}

function toUrl(host: string, address: ReturnType<ReturnType<typeof createServer>['address']>): string {
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
