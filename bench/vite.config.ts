import { fileURLToPath } from 'node:url';
import type { UserConfig, UserConfigFnObject } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

// The library itself is not bundled: what is measured are the files as they are shipped.
const page: UserConfig = {
  root,
  base: '/bench/',
  worker: { format: 'es' },
  build: {
    outDir: 'dist/page',
    target: 'es2022',
    rolldownOptions: { input: 'page/index.ts', external: ['igevents'], output: { entryFileNames: 'page.js' } },
  },
};

const driver: UserConfig = {
  root,
  publicDir: false,
  build: { ssr: 'main.ts', outDir: 'dist/driver', target: 'node20' },
};

/** `vite build` makes what runs in the browser, `vite build --mode driver` the Node program that measures. */
const config: UserConfigFnObject = ({ mode }) => (mode === 'driver' ? driver : page);
export default config;
