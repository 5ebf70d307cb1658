import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { createCollector, openDuckdbStore } from '../../../collector/src/index.js';
import { listen } from './listen.js';
import { createNetworkSwitch } from './network-switch.js';
import { createShopSite } from './shop-site.js';

// As seen from dist/server, where this file runs.
const inExample = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const storePath = process.env['STORE'] ?? inExample('data/demo.duckdb');
mkdirSync(dirname(storePath), { recursive: true });
const store = await openDuckdbStore(storePath).catch(explainAndExit);
const collector = createCollector({ store, dashboardDir: inExample('../../collector/dist/dashboard') });
const network = createNetworkSwitch();
network.addRoutes(collector.app);
collector.app.get('*', createShopSite(inExample('dist/page')));

const answer = getRequestListener(collector.app.fetch);
const server = createServer((request, response) => {
  if (!network.intercept(request, response)) void answer(request, response);
});

const host = process.env['HOST'] ?? '127.0.0.1';
const port = await listen(server, host, process.env['PORT'] ? Number(process.env['PORT']) : undefined);
console.log(`Shop       http://${host}:${port}/`);
console.log(`Dashboard  http://${host}:${port}/dashboard/`);
console.log(`Ctrl-C stops both; the events stay in ${relative('.', storePath)}.`);

await whenAskedToStop();
server.close();
await collector.close();
server.closeAllConnections();
await store.close();
process.exit(0);

/** Ctrl-C under npm arrives twice; the listeners stay, so that the second does not end the process before the store is closed. */
function whenAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}

function explainAndExit(error: unknown): never {
  console.error(`The events in ${storePath} cannot be opened; if another demo runs, stop that one first.`);
  console.error(String(error));
  process.exit(1);
}
