import { playwright } from '@vitest/browser-playwright';
import type { Plugin } from 'vite';
import { defineConfig, type TestProjectConfiguration, type ViteUserConfig } from 'vitest/config';
import type { BrowserProviderOption } from 'vitest/node';
import { chromiumFlags, findChromium, findFirefox, findWebKitGtk } from './scripts/find-browsers.mjs';
import { webkitgtk } from './test/support/webkitgtk-provider.ts';
import { scriptBesideWorker, scriptWithWorker } from './vite.plain-script.ts';

// `vite build` makes the page's file, each other mode a file that stands beside it; vitest brings the mode `test`.
export default defineConfig(async ({ mode }) => {
  if (mode === 'test') return { test: { projects: await testProjects() } };
  if (mode === 'worker') return library('src/worker/index.ts', 'worker', selfContained);
  if (mode === 'same-thread') return library('src/worker/same-thread.ts', 'same-thread', selfContained);
  if (mode === 'start-pipeline') return library('src/worker/start-pipeline.ts', 'start-pipeline', selfContained);
  if (mode === 'service-worker') return library('src/worker/service-worker.ts', 'service-worker', selfContained);
  if (mode === 'service-worker-script') return classic('src/worker/service-worker-script.ts', 'igevents-service-worker.js', selfContained);
  if (mode === 'open-pipeline') return library('src/main/open-pipeline.ts', 'open-pipeline', page);
  if (mode === 'redact-record') return library('src/main/redact-record.ts', 'redact-record', alone);
  if (mode === 'consent') return library('src/main/consent.ts', 'consent', alone);
  if (mode === 'debug') return library('src/main/debug.ts', 'debug', alone);
  if (mode === 'kiosk') return library('src/main/kiosk.ts', 'kiosk', besideDevtools);
  if (mode === 'devtools') return library('src/main/devtools.ts', 'devtools', alone);
  if (mode === 'register-service-worker') return library('src/main/register-service-worker.ts', 'register-service-worker', page);
  if (mode === 'react') return library('src/main/react.ts', 'react', hooks);
  if (mode === 'script') return scriptBesideWorker(library);
  if (mode === 'inlined-script')
    return scriptWithWorker((entry, fileName, contents) => library(entry, fileName, { ...selfContained, ...contents }));
  return library('src/main/index.ts', 'index', page);
});

// ---- The library: three builds, because one build with several entries moves comlink into a shared chunk, and then no file can be copied alone.

type Contents = Pick<ViteUserConfig, 'plugins' | 'resolve'> & { readonly external: string[] };

const page: Contents = { external: ['comlink', 'workbox-window', 'react'], plugins: [siblingFiles()] };

// The hooks use the core that the application imports, too.
const hooks: Contents = { external: ['react'], plugins: [coreBeside()] };

// What needs nothing of the core but its types.
const alone: Contents = { external: [] };

// The panel is a file of its own, which a kiosk loads for whoever makes the gesture.
const besideDevtools: Contents = { external: [], plugins: [siblingFiles()] };

// Dexie's package entry is a wrapper around its old UMD file, which is 12 kB larger than the modern one.
const selfContained: Contents = { external: [], resolve: { alias: { dexie: 'dexie/dist/modern/dexie.min.mjs' } } };

function library(entry: string, fileName: string, { external, ...contents }: Contents): ViteUserConfig {
  return {
    ...contents,
    publicDir: false,
    build: {
      target: 'es2022',
      sourcemap: true,
      emptyOutDir: false,
      lib: { entry, formats: ['es'], fileName },
      // Library builds in ES format are left half minified unless the output says otherwise.
      rolldownOptions: { external, output: { minify: true, codeSplitting: false } },
    },
  };
}

/** For `importScripts`. */
function classic(entry: string, fileName: string, contents: Contents): ViteUserConfig {
  const { build: asModule, ...config } = library(entry, fileName, contents);
  return { ...config, build: { ...asModule, lib: { entry, formats: ['iife'], name: 'script', fileName: () => fileName } } };
}

// The page's source names the worker as development sees it, ../worker/index.js. In dist it is a sibling, and the consumer's bundler recognises it
// only in this very form, which Vite would turn into an asset URL of its own: so it sees a name instead, until all its transforms are done.
function siblingFiles(): Plugin {
  const inSource = /new URL\(\s*(['"])\.\.\/worker\/index\.js\1\s*,\s*import\.meta\.url\s*,?\s*\)/;
  const inDist = `new URL('./worker.js',import.meta.url)`;
  // Of the same length, so that the source map's columns stay true.
  const standIn = '__IGEVENTS_WORKER_URL__'.padEnd(inDist.length, '_');
  return {
    name: 'sibling-files',
    enforce: 'pre',
    resolveId(source) {
      const name = /^(?:\.|\.\.|\.\.\/worker)\/((?:same-thread|open-pipeline|redact-record|debug|devtools)\.js)$/.exec(source)?.[1];
      return name === undefined ? undefined : { id: `./${name}`, external: true };
    },
    transform: (code) => (inSource.test(code) ? { code: code.replace(inSource, standIn), map: null } : undefined),
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = quoted(file.code.replace(standIn, inDist));
    },
  };
}

function coreBeside(): Plugin {
  return {
    name: 'core-beside',
    enforce: 'pre',
    resolveId: (source) => (source === '../index.js' ? { id: './index.js', external: true } : undefined),
    // A warning that 'use client' may get lost; a test reads the built file.
    onLog: (_level, { code }) => (code === 'MODULE_LEVEL_DIRECTIVE' ? false : undefined),
  };
}

// The minifier writes strings as templates, which not every bundler reads where it looks for the name of a file or the type of a worker.
function quoted(code: string): string {
  return code.replace(/`(module|\.\/(?:same-thread|open-pipeline|redact-record|debug|devtools)\.js)`/g, `'$1'`);
}

// ---- The tests: one ring in node, the same browser tests in each engine the machine has, and the stories that drive a browser themselves.

// A busy machine starts a browser in ten seconds instead of two.
const patience = { testTimeout: 60_000, hookTimeout: 120_000, teardownTimeout: 60_000 };

async function testProjects(): Promise<TestProjectConfiguration[]> {
  const chromium = await findChromium();
  if (!chromium) throw new Error('Chromium is missing: run "npm test", which installs it, or set CHROMIUM_PATH.');
  const firefox = findFirefox();
  if (!firefox) console.log('Firefox is left out: none was found (Debian package firefox-esr, or set FIREFOX_PATH).');
  const webkit = findWebKitGtk();
  if (!webkit) console.log('WebKitGTK is left out: it takes the Debian packages webkit2gtk-driver and xvfb.');
  return [
    nodeProject,
    inBrowser('chromium', 'chromium', playwright({ launchOptions: { executablePath: chromium, args: chromiumFlags } }), 1),
    // This channel speaks WebDriver BiDi to a Firefox as its maker ships it; without it playwright expects a build of its own.
    ...(firefox
      ? [inBrowser('firefox', 'firefox', playwright({ launchOptions: { channel: 'moz-firefox', executablePath: firefox } }), 2)]
      : []),
    ...(webkit ? [inBrowser('webkitgtk', 'webkit', webkitgtk(webkit), 3)] : []),
    endToEndProject,
    withReact('19', {}, chromium, 5),
    withReact('18', { react: 'react-18', 'react-dom': 'react-dom-18' }, chromium, 6),
  ];
}

const nodeProject: TestProjectConfiguration = {
  test: {
    name: 'node',
    include: ['test/{shared,main,worker,collector,simulation}/**/*.test.ts'],
    setupFiles: ['fake-indexeddb/auto'],
    testTimeout: 30_000,
  },
};

// One engine after the other: side by side they starve each other of the two cores a small machine has.
function inBrowser(
  name: string,
  browser: 'chromium' | 'firefox' | 'webkit',
  provider: BrowserProviderOption,
  groupOrder: number,
): TestProjectConfiguration {
  return {
    // Found late, a dependency makes Vite optimise again and reload the page in the middle of a test.
    optimizeDeps: { include: ['comlink', 'dexie', 'workbox-window'] },
    test: {
      include: ['test/browser/**/*.test.ts'],
      sequence: { groupOrder },
      ...patience,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        connectTimeout: 120_000,
        provider,
        instances: [{ browser, name }],
      },
    },
  };
}

// What the hooks do is React's matter, not the engine's.
function withReact(major: string, alias: Record<string, string>, executablePath: string, groupOrder: number): TestProjectConfiguration {
  return {
    resolve: { alias },
    define: { reactMajor: JSON.stringify(major) },
    optimizeDeps: { include: ['comlink', 'dexie', 'react', 'react-dom/client', 'react-dom/server'] },
    test: {
      include: ['test/react/**/*.test.ts'],
      sequence: { groupOrder },
      ...patience,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        connectTimeout: 120_000,
        provider: playwright({ launchOptions: { executablePath, args: chromiumFlags } }),
        instances: [{ browser: 'chromium', name: `react-${major}` }],
      },
    },
  };
}

const endToEndProject: TestProjectConfiguration = {
  test: {
    name: 'e2e',
    include: ['test/e2e/**/*.test.ts'],
    sequence: { groupOrder: 4 },
    ...patience,
    testTimeout: 180_000,
    // Stories wait more than they compute; a third at a time starves the others of two cores.
    maxWorkers: 2,
  },
};
