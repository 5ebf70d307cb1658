import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { UserConfig, UserConfigFnObject } from 'vite';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const library = [
  { find: /^igevents$/, replacement: `${dist}index.js` },
  { find: /^igevents\/(.*)$/, replacement: `${dist}$1.js` },
];
const outDir = fileURLToPath(new URL('dist/page', import.meta.url));

const page: UserConfig = {
  resolve: { alias: library },
  worker: { format: 'es' },
  build: { outDir, target: 'es2022' },
};

/** Comes after the page, whose files it knows by name: a shell with one file of another build would not start. */
function serviceWorker(): UserConfig {
  const files = shellFiles();
  const contents = files.map((file) => readFileSync(join(outDir, file)));
  const version = createHash('sha256').update(Buffer.concat(contents)).digest('hex').slice(0, 12);
  return {
    publicDir: false,
    resolve: { alias: library },
    define: { shellFiles: JSON.stringify(['./', ...files]), shellVersion: JSON.stringify(version) },
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: 'service-worker/sw.ts', formats: ['iife'], name: 'serviceWorker', fileName: () => 'service-worker.js' },
    },
  };
}

function shellFiles(): string[] {
  return readdirSync(outDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.map$|^service-worker\.js$/.test(entry.name))
    .map((entry) => relative(outDir, join(entry.parentPath, entry.name)))
    .filter((file) => file !== 'index.html')
    .sort();
}

const server: UserConfig = {
  publicDir: false,
  build: { ssr: 'server/demo.ts', outDir: 'dist/server', target: 'node20' },
};

/** `vite build` makes the page; its modes `service-worker` and `server` what stands behind it. */
const config: UserConfigFnObject = ({ mode }) => {
  if (mode === 'server') return server;
  return mode === 'service-worker' ? serviceWorker() : page;
};
export default config;
