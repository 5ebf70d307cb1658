// Progressive web applications that nobody here wrote get the packed library by the three steps of docs/service-worker.md, whose code blocks are
// read from there: two that create-vite and vite-plugin-pwa make, and the template of Create React App. Each is left without a connection and with
// its page closed; what the collector stored after that is the judge. It installs all of them from the registry.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { root, runOrFail } from './run.mjs';

/** A batch that is sent: seconds where the machine is idle. */
const patienceMs = 60_000;

const template = { strategies: 'injectManifest', srcDir: 'src', filename: 'sw.js', registerType: 'autoUpdate' };

const applications = [
  { name: 'vite-plugin-pwa generateSW', kind: 'vite', make: (shop) => makeVite(shop, { registerType: 'autoUpdate', ...generateSW() }) },
  { name: 'vite-plugin-pwa injectManifest', kind: 'vite', make: (shop) => makeVite(shop, template) },
  { name: 'create-react-app', kind: 'react', make: makeReact },
];

/**
 * @param tarball file of the packed library.
 * @param collectorUrl origin of a collector; its store may hold what others have sent.
 * @param browser playwright's.
 * @returns a line for each application.
 */
export async function interopPwa({ tarball, collectorUrl, browser }) {
  const lines = [];
  for (const kind of ['vite', 'react']) {
    const folder = mkdtempSync(join(tmpdir(), `igevents-pwa-${kind}-`));
    try {
      cpSync(join(root, 'test/interop/pwa', kind), folder, { recursive: true });
      const npm = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
      await runOrFail('npm', [...npm, tarball], { cwd: folder, quiet: true });
      for (const [index, application] of applications.entries()) {
        if (application.kind !== kind) continue;
        const site = `pwa-${index}-${Date.now()}`;
        const files = await application.make({ folder, site, name: `app-${index}` });
        lines.push({ name: `pwa (${application.name})`, result: await leave({ files, site, collectorUrl, browser }) });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  }
  return lines;
}

// ---- The applications

async function makeVite({ folder, site, name }, plugin) {
  const create = join(folder, 'node_modules/create-vite/index.js');
  await runOrFail(process.execPath, [create, name, '--template', 'vanilla-ts', '--no-interactive'], { cwd: folder, quiet: true });
  const app = join(folder, name);
  cpSync(join(folder, 'vite.config.js'), join(app, 'vite.config.js'));
  addTo(join(app, 'src/main.ts'), withSite(`${step('page')}\n${step('registration')}`, site));
  if (plugin.filename) {
    cpSync(join(folder, 'sw.js'), join(app, 'src/sw.js'));
    addTo(join(app, 'src/sw.js'), withSite(step('service worker'), site));
  } else {
    cpSync(join(folder, 'node_modules/igevents/dist/igevents-service-worker.js'), join(app, 'public/igevents-service-worker.js'));
    writeFileSync(join(app, 'public/igevents-settings.js'), withSite(step('igevents-settings.js'), site));
  }
  const env = { ...process.env, SHOP_PWA: JSON.stringify(plugin) };
  await runOrFail(process.execPath, [join(folder, 'node_modules/vite/bin/vite.js'), 'build'], { cwd: app, env, quiet: true });
  return join(app, 'dist');
}

/** A folder with its packages is all that Create React App works in. */
async function makeReact({ folder, site }) {
  cpSync(join(folder, 'node_modules/cra-template-pwa/template'), folder, { recursive: true });
  const main = join(folder, 'src/index.js');
  // What the template itself tells to change.
  writeFileSync(main, readFileSync(main, 'utf8').replace('serviceWorkerRegistration.unregister()', 'serviceWorkerRegistration.register()'));
  addTo(main, withSite(`${step('page')}\n${step('registration')}`, site));
  addTo(join(folder, 'src/service-worker.js'), withSite(step('service worker'), site));
  await runOrFail(process.execPath, [join(folder, 'node_modules/react-scripts/bin/react-scripts.js'), 'build'], {
    cwd: folder,
    quiet: true,
  });
  return join(folder, 'build');
}

/** A code block of the documentation, by the comment before it. */
function step(name) {
  const docs = readFileSync(join(root, 'docs/service-worker.md'), 'utf8');
  const [, code] = docs.split(`<!-- ${name} -->\n\`\`\`js\n`);
  if (!code) throw new Error(`docs/service-worker.md has no code block ${name}.`);
  return code.slice(0, code.indexOf('\n```'));
}

/** The options of the documentation. */
function generateSW() {
  const [, options] = /^VitePWA\((.*)\);$/s.exec(step('generateSW')) ?? [];
  return new Function(`return ${options}`)();
}

/** Each application has a site of its own, as a shop would give by its settings. */
function withSite(code, site) {
  const settings = JSON.stringify({ site });
  return code
    .replace('createIgEvents()', `createIgEvents(${settings})`)
    .replace('drainInBackground()', `drainInBackground(${settings})`)
    .replace('igEventsSettings = {}', `igEventsSettings = ${settings}`);
}

/** Imports ahead of the file's own, the rest behind. */
function addTo(file, code) {
  const lines = code.split('\n');
  const isImport = (line) => line.startsWith('import ');
  const rest = lines.filter((line) => !isImport(line));
  writeFileSync(file, [...lines.filter(isImport), readFileSync(file, 'utf8'), ...rest, ''].join('\n'));
}

// ---- The story

/** One day without a connection, and its end when nobody looks. */
async function leave({ files, site, collectorUrl, browser }) {
  const shop = await serve(files, collectorUrl);
  const context = await browser.newContext();
  try {
    const complaints = [];
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(shop.url);
    await page.evaluate(() => window.igEvents.push({ event: 'online' }));
    await until('the first event', async () => (await storedOf(collectorUrl, site)).length === 1);
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    await page.evaluate(() => navigator.serviceWorker.ready);

    shop.isDown = true;
    await context.setOffline(true);
    // The application's own service worker still opens it.
    await page.reload();
    for (const event of ['offline', 'offline too', 'last']) await page.evaluate((name) => window.igEvents.push({ event: name }), event);
    await until('the events on the disk', () => page.evaluate(async () => (await window.igEvents.status()).outbox?.counters.pending === 3));
    await page.close();
    await until('the tag', async () => (await worker.evaluate(() => self.registration.sync.getTags())).includes(`igevents:${site}`));
    if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join(' | ')}`);
    expectStored(await storedOf(collectorUrl, site), ['online']);

    const elsewhere = await context.newPage();
    shop.isDown = false;
    await context.setOffline(false);
    await dispatchSync(await context.newCDPSession(elsewhere), new URL(shop.url).origin, `igevents:${site}`);
    await until('the last event', async () => (await storedOf(collectorUrl, site)).length >= 4);
    // What comes twice comes soon after.
    await elsewhere.waitForTimeout(500);
    const stored = await storedOf(collectorUrl, site);
    expectStored(stored, ['online', 'offline', 'offline too', 'last']);
    return 'opened offline, closed, and delivered by its service worker, each event once';
  } finally {
    await context.close();
    await shop.close();
  }
}

async function dispatchSync(session, origin, tag) {
  const registered = new Promise((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(origin) && !isDeleted);
      if (found) resolve(found.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId: await registered, tag, lastChance: false });
}

function expectStored(events, names) {
  const found = events.map(({ name }) => name);
  if (JSON.stringify(found) !== JSON.stringify(names))
    throw new Error(`The collector stored ${found.join(', ')} instead of ${names.join(', ')}.`);
}

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

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png' };

/** The built application, with the collector's path on its own origin; while it is down, nobody answers. */
async function serve(folder, collectorUrl) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://shop');
    if (shop.isDown) return void response.destroy();
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
          .writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' })
          .end(readFileSync(join(folder, name)));
      }
    } catch {
      response.headersSent ? response.destroy() : response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const shop = {
    url: `http://127.0.0.1:${server.address().port}/`,
    isDown: false,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
  return shop;
}
