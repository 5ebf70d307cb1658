// The tests run in real browsers: this finds those the machine has, and gets what is missing where it can.
import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

const windowsFolders = [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(Boolean);

// As root there is no sandbox; the rest keeps a browser that tests nothing of it from looking for the internet and a graphics card.
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function findChromium() {
  return (
    fromEnvironment('CHROMIUM_PATH') ??
    onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable') ??
    firstExecutable([
      '/usr/bin/chromium',
      '/usr/bin/chromium-browser',
      '/usr/bin/google-chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      ...windowsFolders.map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
    ]) ??
    (await playwrightsOwnChromium())
  );
}

export function findFirefox() {
  return (
    fromEnvironment('FIREFOX_PATH') ??
    onPath('firefox-esr', 'firefox') ??
    firstExecutable([
      '/usr/bin/firefox-esr',
      '/usr/bin/firefox',
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      ...windowsFolders.map((folder) => join(folder, 'Mozilla Firefox', 'firefox.exe')),
    ])
  );
}

// WebKitGTK takes three programs: the driver, the browser it drives, and a display for that browser.
export function findWebKitGtk() {
  const driver = onPath('WebKitWebDriver') ?? firstExecutable(['/usr/bin/WebKitWebDriver']);
  const display = onPath('Xvfb') ?? firstExecutable(['/usr/bin/Xvfb']);
  const browser = firstExecutable(miniBrowsers());
  return driver && display && browser ? { driver, display, browser } : undefined;
}

export async function ensureChromium() {
  const found = await findChromium();
  if (found) return found;
  if (isDebianRoot()) {
    console.log('Chromium is missing: installing the Debian package chromium.');
    await aptInstall(['chromium']);
  } else {
    console.log('Chromium is missing: running npx playwright install chromium.');
    await run('npx', ['playwright', 'install', 'chromium'], { quiet: true });
  }
  const installed = await findChromium();
  if (!installed) throw new Error('Chromium could not be installed. Install it by hand, or set CHROMIUM_PATH to its executable.');
  return installed;
}

// Firefox and WebKitGTK widen what the tests prove, but their absence must not stop them.
export async function ensureOptionalBrowsers() {
  await ensureOptional('Firefox', findFirefox, ['firefox-esr']);
  await ensureOptional('WebKitGTK', findWebKitGtk, ['webkit2gtk-driver', 'xvfb']);
}

async function ensureOptional(name, find, packages) {
  if (find()) return;
  if (!isDebianRoot()) {
    console.log(`${name} is missing and can be installed on Debian by root only: going on without it.`);
    return;
  }
  console.log(`${name} is missing: installing the Debian packages ${packages.join(' ')}.`);
  await aptInstall(packages);
  if (!find()) console.log(`${name} could not be installed (see above): going on without it.`);
}

async function aptInstall(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Another installation may hold the lock of dpkg for a while.
  const patience = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
  if ((await run('apt-get', ['update', '-qq', ...patience], { env, quiet: true })) !== 0) return;
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...patience, ...packages], { env, quiet: true });
}

function isDebianRoot() {
  return process.getuid?.() === 0 && /^ID=debian$/m.test(readIfThere('/etc/os-release'));
}

async function playwrightsOwnChromium() {
  try {
    const { chromium } = await import('playwright');
    return firstExecutable([chromium.executablePath()]);
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

// Debian keeps MiniBrowser out of PATH, below a folder named after the architecture and the API version.
function miniBrowsers() {
  return foldersIn('/usr/lib').flatMap((architecture) =>
    foldersIn(architecture)
      .filter((folder) => /\/webkit2gtk-4\.\d$/.test(folder))
      .map((folder) => `${folder}/MiniBrowser`),
  );
}

function foldersIn(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`${folder}/${entry.name}`] : []));
  } catch {
    return [];
  }
}

function fromEnvironment(variable) {
  const path = process.env[variable];
  if (!path) return undefined;
  if (!isExecutable(path)) throw new Error(`${variable} is "${path}", which is not an executable file.`);
  return path;
}

function onPath(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return firstExecutable(names.flatMap((name) => folders.map((folder) => join(folder, name))));
}

function firstExecutable(paths) {
  return paths.find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
