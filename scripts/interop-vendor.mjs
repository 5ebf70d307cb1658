// The packed library beside Intelligems' own client on one page, in every load order. Ours is judged by what the collector stored, theirs by
// what it handed to the network. It installs their client from the registry.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { root, runOrFail } from './run.mjs';

const patienceMs = 60_000;

/** The visitor as another domain of the shop hands them over. */
const handedOver = `ig_${'0123456789ab'.repeat(3)}`;

/** Letters are pushes. What is pushed to their client alone, before the snippet and the library, is not to be had. */
const orders = [
  'vendor igevents a b c d',
  'a igevents b vendor c d',
  'a igevents b vendor vendor c vendor d',
  'snippet a vendor b igevents c vendor d',
  'snippet a igevents b vendor c d',
];

/**
 * @param tarball file of the packed library.
 * @param collectorUrl origin of a collector; its store may hold what others have sent.
 * @param browser playwright's.
 * @returns a line for each order.
 */
export async function interopVendor({ tarball, collectorUrl, browser }) {
  const folder = mkdtempSync(join(tmpdir(), 'igevents-vendor-'));
  try {
    cpSync(join(root, 'test/interop/vendor'), folder, { recursive: true });
    const npm = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await runOrFail('npm', [...npm, tarball], { cwd: folder, quiet: true });
    await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      // Their client reads the environment of a bundler that has one.
      define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}' },
      build: { target: 'es2022', outDir: 'dist', chunkSizeWarningLimit: 10_000 },
    });
    const shop = await serveShop(join(folder, 'dist'), collectorUrl);
    try {
      const lines = [];
      for (const [index, order] of orders.entries())
        lines.push(await playOrder({ order, site: `vendor-${index}-${Date.now()}`, shop, collectorUrl, browser }));
      return lines;
    } finally {
      await shop.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function playOrder({ order, site, shop, collectorUrl, browser }) {
  const context = await browser.newContext();
  try {
    await context.addInitScript(recordBeacons);
    // Whatever else their client asks for: nothing leaves this machine.
    await context.route(
      (url) => url.hostname !== '127.0.0.1',
      (route) => route.fulfill({ status: 200, json: {} }),
    );
    const page = await context.newPage();
    const complaints = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${shop.url}?igId=${handedOver}&page=2`);
    await page.waitForFunction(() => window.isShopReady);
    const steps = order.split(' ');
    for (const step of steps) await take(page, step, site);
    const names = steps.filter((step) => step.length === 1);

    const sent = () =>
      page.evaluate(() => window.beacons.filter(({ customEvent }) => customEvent).map(({ customEvent }) => customEvent.event));
    const stored = async () => (await storedOf(collectorUrl, site)).map(({ name }) => name);
    await until(`their client to send ${names} (${order})`, async () => (await sent()).length >= names.length);
    await until(`the collector to store ${names} (${order})`, async () => (await stored()).length >= names.length);
    // What comes twice comes soon after.
    await page.waitForTimeout(500);
    expectEqual(`${order}: sent by their client`, (await sent()).sort(), names);
    expectEqual(`${order}: stored by the collector`, await stored(), names);
    const bothFrom = Math.max(steps.indexOf('vendor'), steps.indexOf('igevents'));
    const shared = steps.slice(bothFrom).filter((step) => step.length === 1);
    const users = (await storedOf(collectorUrl, site)).filter(({ name }) => shared.includes(name)).map(({ data }) => data.userId);
    expectEqual(
      `${order}: users of what was pushed to both`,
      users,
      shared.map(() => handedOver),
    );
    expectEqual(`${order}: the address`, await page.evaluate(() => location.search), '?page=2');
    expectEqual(`${order}: complaints of the page`, complaints, []);
    return { name: `vendor (${order})`, result: 'each event once to the collector, once to their client' };
  } finally {
    await context.close();
  }
}

async function take(page, step, site) {
  if (step === 'snippet') await page.evaluate(snippet);
  else if (step === 'igevents') await page.evaluate((name) => window.startIgEvents({ site: name, flushDelayMs: 0 }), site);
  else if (step === 'vendor') await runVendor(page);
  else
    await page.evaluate((event) => {
      window.igEvents = window.igEvents || [];
      window.igEvents.push({ event });
    }, step);
}

/** The hook assigns at each mount, but not before the provider has its configuration; then it also sends a page view, once. */
async function runVendor(page) {
  const run = await page.evaluate(() => window.runVendor());
  await page.waitForFunction((n) => window.vendorMounted === n && window.beacons.some(({ eventType }) => eventType === 'page_view'), run);
}

/** Runs in the page, before all else. */
function recordBeacons() {
  window.beacons = [];
  navigator.sendBeacon = (_url, body) => {
    window.beacons.push(JSON.parse(body).Detail);
    return true;
  };
}

/** The stub as the documentation has it. */
const snippet = /<!-- snippet -->\n```html\n<script>(.*?)<\/script>/s.exec(readFileSync(join(root, 'docs/script-tag.md'), 'utf8'))?.[1];

async function storedOf(collectorUrl, site) {
  const answer = await fetch(`${collectorUrl}/api/events?limit=1000&q=${site}`);
  if (!answer.ok) throw new Error(`The collector answered ${answer.status}.`);
  return (await answer.json()).sort((a, b) => Number(a.sequence) - Number(b.sequence));
}

async function until(what, look) {
  const deadline = Date.now() + patienceMs;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function expectEqual(what, found, expected) {
  if (JSON.stringify(found) !== JSON.stringify(expected))
    throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}.`);
}

/** The built shop, and the collector's path on its own origin. */
async function serveShop(folder, collectorUrl) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://shop');
    try {
      if (pathname.startsWith('/ig/')) {
        const chunks = [];
        for await (const chunk of request) chunks.push(chunk);
        const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
        const answer = await fetch(`${collectorUrl}${pathname}`, { method: request.method, headers, body: Buffer.concat(chunks) });
        response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(await answer.text());
      } else {
        const name = pathname === '/' ? '/index.html' : pathname;
        response
          .writeHead(200, { 'content-type': name.endsWith('.html') ? 'text/html' : 'text/javascript' })
          .end(readFileSync(join(folder, name)));
      }
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
