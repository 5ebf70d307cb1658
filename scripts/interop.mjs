// `npm run interop`: the packed library beside what shops have on their pages: Intelligems' own client, a Next production build, progressive web
// applications. It needs the registry, so it is no part of `npm test`. `npm run interop -- vendor` runs one case.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { chromiumFlags, ensureChromium } from './find-browsers.mjs';
import { interopNext } from './interop-next.mjs';
import { interopPwa } from './interop-pwa.mjs';
import { interopVendor } from './interop-vendor.mjs';
import { failWith, root, runOrFail } from './run.mjs';

const cases = { vendor: interopVendor, next: interopNext, pwa: interopPwa };

try {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in cases));
  if (unknown.length > 0) throw new Error(`There is no case ${unknown.join(', ')}: choose among ${Object.keys(cases).join(', ')}.`);
  const executablePath = await ensureChromium();
  await runOrFail('npm', ['run', 'build'], { quiet: true });
  await runOrFail('npm', ['run', 'build', '--workspace', 'collector'], { quiet: true });
  const folder = mkdtempSync(join(tmpdir(), 'igevents-interop-'));
  await runOrFail('npm', ['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder], { quiet: true });
  const tarball = join(folder, readdirSync(folder)[0]);
  const program = [join(root, 'collector/dist/server/main.js'), '--port', '0', '--store', join(folder, 'collected.duckdb')];
  const collector = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await chromium.launch({ executablePath, args: chromiumFlags });
  try {
    const collectorUrl = await urlOf(collector);
    for (const name of asked.length > 0 ? asked : Object.keys(cases)) {
      for (const line of await cases[name]({ tarball, collectorUrl, browser })) console.log(`${line.name}: ${line.result}`);
    }
  } finally {
    await browser.close();
    const ended = once(collector, 'exit');
    collector.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
} catch (error) {
  failWith(error);
}

/** The address that a server prints. */
async function urlOf({ stdout }) {
  let text = '';
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    text += chunk;
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
    if (url) {
      stdout.resume();
      return url;
    }
  }
  throw new Error(`The collector did not say where it listens: ${text}`);
}
