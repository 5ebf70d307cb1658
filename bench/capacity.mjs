// `node bench/capacity.mjs`, after `npm run build`: what a stored event takes on a kiosk's disk, by the browser's own estimate and by the files.
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { chromiumFlags, findChromium } from '../scripts/find-browsers.mjs';

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const page = `<!doctype html><title>Capacity</title><script type="importmap">{ "imports": { "comlink": "/comlink.mjs" } }</script>
<script type="module">
  import { createIgEvents } from '/index.js';
  window.client = createIgEvents({ preset: 'kiosk', deviceId: 'hall-2', context: { currency: 'EUR', store: 'market-hall' } });
</script>`;

/** Events, and how many of them are pushed in one task. */
const runs = [
  { name: 'a tap each: one event per row', events: 5_000, perTask: 1 },
  { name: 'ten events per row', events: 20_000, perTask: 10 },
  { name: 'a hundred events per row', events: 50_000, perTask: 100 },
];

const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://kiosk').pathname;
  // Nothing is ever delivered: what is measured is the backlog.
  if (request.method === 'POST') return void response.destroy();
  if (path === '/') return void response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  const file = path === '/comlink.mjs' ? 'node_modules/comlink/dist/esm/comlink.min.mjs' : `dist${path}`;
  if (existsSync(inRoot(file))) response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(inRoot(file)));
  else response.writeHead(404).end();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}/`;

console.log('| pushed as | events | pendingBytes per event | usage estimate per event | files per event | full outbox of 50 MiB |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const run of runs) console.log(`| ${(await measure(run)).join(' | ')} |`);
server.close();
server.closeAllConnections();

async function measure({ name, events, perTask }) {
  const profile = mkdtempSync(join(tmpdir(), 'igevents-capacity-'));
  const executablePath = await findChromium();
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: chromiumFlags });
  const tab = await context.newPage();
  await tab.goto(url);
  await tab.waitForFunction(() => window.client?.page.pipeline === 'running');
  const { before, after, pendingBytes } = await tab.evaluate(pushAll, { events, perTask });
  await context.close();
  const perEvent = (bytes) => Math.round(bytes / events);
  const onDisk = sizeOf(join(profile, 'Default/IndexedDB'));
  rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  const full = Math.floor(52_428_800 / (pendingBytes / events));
  return [name, events, perEvent(pendingBytes), perEvent(after - before), perEvent(onDisk), `${Math.min(full, 100_000)} events`];
}

/** Runs in the page. */
async function pushAll({ events, perTask }) {
  const { client } = window;
  const usage = async () => (await navigator.storage.estimate()).usage;
  const before = await usage();
  for (let n = 0; n < events; n += perTask) {
    for (let i = 0; i < perTask; i++) {
      const lines = [
        { sku: 'bowl', quantity: 2 },
        { sku: 'lemonade', quantity: 1 },
      ];
      void client.push({ event: 'item_added', properties: { lines, items: 3, value: 27.5, number: n + i, order: crypto.randomUUID() } });
    }
    // The next tap comes when this one is on the disk.
    while (client.page.durable < client.page.pushed) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const { outbox } = await client.status();
  return { before, after: await usage(), pendingBytes: outbox.counters.pendingBytes };
}

function sizeOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
