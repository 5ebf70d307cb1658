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

/** Comes after the page, whose files it precaches. A classic script: Firefox has learned module service workers only lately. */
const serviceWorker = (): UserConfig => ({
  publicDir: false,
  resolve: { alias: library },
  define: { 'self.__WB_MANIFEST': JSON.stringify(shellFiles()), 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir,
    emptyOutDir: false,
    target: 'es2022',
    lib: { entry: 'service-worker/sw.ts', formats: ['iife'], name: 'serviceWorker', fileName: () => 'sw.js' },
  },
});

/** The list that Workbox precaches by: what workbox-build would make, and its three hundred packages are not needed for. */
function shellFiles(): { url: string; revision: string }[] {
  return readdirSync(outDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(html|js|css|svg|png|webmanifest)$/.test(entry.name) && entry.name !== 'sw.js')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      url: `/${relative(outDir, file)}`,
      revision: createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16),
    }));
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
