import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { createCollector, createStaticSite, openDuckdbStore } from '../../../collector/src/index.js';

// As seen from dist/server, where this file runs.
const inExample = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const host = process.env['HOST'] ?? '127.0.0.1';
const wantedPort = Number(process.env['PORT'] ?? 4320);
const storePath = process.env['STORE'] ?? inExample('data/kiosk.duckdb');

mkdirSync(dirname(storePath), { recursive: true });
const store = await openDuckdbStore(storePath).catch((error: unknown) =>
  explainAndExit(`The events in ${storePath} cannot be opened; if another demo runs, stop that one first.`, error),
);
const collector = createCollector({ store, dashboardDir: inExample('../../collector/dist/dashboard') });
collector.app.get('*', createStaticSite(inExample('dist/page'), ''));
const server = createServer((request, response) => void getRequestListener(collector.app.fetch)(request, response));
// Installed devices know this address: another port would be another site with another outbox, so no other is tried.
server.listen(wantedPort, host);
await once(server, 'listening').catch((error: unknown) =>
  explainAndExit(`Port ${wantedPort} cannot be taken; set PORT to another.`, error),
);

const address = server.address();
const port = typeof address === 'object' && address ? address.port : wantedPort;
console.log(`Kiosk      http://${host}:${port}/?device=counter-1`);
console.log(`Dashboard  http://${host}:${port}/dashboard/`);
console.log(`Ctrl-C stops both, and the kiosk goes on; the events stay in ${relative('.', storePath)}.`);

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

function explainAndExit(sentence: string, error: unknown): never {
  console.error(sentence);
  console.error(String(error));
  process.exit(1);
}
