// The packed library in production builds of a Next shop, one by each of its bundlers. A real browser visits it, and what the collector stored is
// the judge. It installs Next from the registry.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runOrFail } from './run.mjs';

const bundlers = [
  { name: 'turbopack', flags: [] },
  { name: 'webpack', flags: ['--webpack'] },
];

/** A page that loads, a worker that starts and a batch that is sent: seconds where the machine is idle. */
const patienceMs = 60_000;

/**
 * @param tarball file of the packed library.
 * @param collectorUrl origin of a collector; its store may hold what others have sent.
 * @param browser playwright's.
 * @returns a line for each bundler.
 */
export async function interopNext({ tarball, collectorUrl, browser }) {
  const folder = mkdtempSync(join(tmpdir(), 'igevents-next-'));
  try {
    cpSync(join(root, 'test/interop/next'), folder, { recursive: true });
    // By the lock file; `npm ci` would ask a registry for the binaries of every platform.
    const npm = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await runOrFail('npm', [...npm, tarball], { cwd: folder, quiet: true });
    const lines = [];
    for (const bundler of bundlers) lines.push(await interopBundler({ folder, collectorUrl, browser, ...bundler }));
    return lines;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function interopBundler({ folder, collectorUrl, browser, name, flags }) {
  const site = `next-${name}-${Date.now()}`;
  const env = {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: '1',
    SHOP_DIST: `.next-${name}`,
    SHOP_COLLECTOR: collectorUrl,
    NEXT_PUBLIC_SHOP_SITE: site,
  };
  const next = join(folder, 'node_modules/next/dist/bin/next');
  await runOrFail(process.execPath, [next, 'build', ...flags], { cwd: folder, env, quiet: true });
  const shop = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', '0'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const complaints = listen(page);
    const shown = await visit(page, await urlOf(shop));
    await expectStored(collectorUrl, site);
    if (complaints.length > 0) throw new Error(`The page of ${name} complained: ${complaints.join(' | ')}`);
    return { name: `next (${name})`, result: shown };
  } finally {
    await context.close();
    shop.kill();
  }
}

/** Errors that nobody caught, and what React and the browser write to the console. */
function listen(page) {
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  return complaints;
}

/** Two pages and back, with a click on each. @returns what the hooks show at last. */
async function visit(page, url) {
  const click = (name, role = 'link') => page.getByRole(role, { name }).click();
  await page.goto(url);
  await click('Add to cart', 'button');
  await click('To the second page');
  await page.waitForURL('**/second');
  await click('Add to cart', 'button');
  await page.goBack();
  await page.getByRole('link', { name: 'To the second page' }).waitFor();
  await click('Add to cart', 'button');
  const output = page.locator('output', { hasText: 'running worker 6/6' });
  await output.waitFor({ timeout: patienceMs }).catch(async () => {
    throw new Error(`The hooks show "${await page.locator('output').textContent()}" instead of "running worker 6/6".`);
  });
  return output.textContent();
}

const expected = ['page_view /', 'add_to_cart A-17', 'page_view /second', 'add_to_cart A-17', 'page_view /', 'add_to_cart A-17'];
const facts = { cartToken: 'c-1', country: 'DE', currency: 'EUR' };

async function expectStored(collectorUrl, site) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const events = await storedOf(collectorUrl, site);
    const stored = events.map(({ name, properties }) => `${name} ${properties.path ?? properties.sku}`);
    const isComplete = stored.length >= expected.length;
    if (isComplete && JSON.stringify(stored) !== JSON.stringify(expected)) throw new Error(`The collector stored ${stored.join(', ')}.`);
    if (isComplete) return expectFacts(events);
    if (Date.now() > deadline) throw new Error(`The collector stored no more than ${stored.join(', ')}.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The token comes by a promise, so that the first page view may be without it. */
function expectFacts(events) {
  for (const { data } of events.slice(1)) {
    if (Object.entries(facts).some(([name, value]) => data.context?.[name] !== value))
      throw new Error(`An event carries ${JSON.stringify(data.context)} instead of ${JSON.stringify(facts)}.`);
  }
}

async function storedOf(collectorUrl, site) {
  const answer = await fetch(`${collectorUrl}/api/events?limit=1000&q=${site}`);
  if (!answer.ok) throw new Error(`The collector answered ${answer.status}.`);
  const events = await answer.json();
  return events.sort((a, b) => Number(a.sequence) - Number(b.sequence));
}

/** The address that a server prints. It is read on after that: a pipe that nobody reads ends who writes to it. */
function urlOf({ stdout }) {
  return new Promise((resolve, reject) => {
    let text = '';
    stdout.on('data', (chunk) => {
      text += chunk;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      if (url) resolve(url);
    });
    stdout.once('end', () => reject(new Error(`A server did not say where it listens: ${text}`)));
  });
}
