import { fileURLToPath } from 'node:url';
import type { UserConfig, UserConfigFnObject } from 'vite';

const page: UserConfig = {
  resolve: { alias: { igevents: fileURLToPath(new URL('../../dist/index.js', import.meta.url)) } },
  worker: { format: 'es' },
  build: { outDir: 'dist/page', target: 'es2022' },
};

const server: UserConfig = {
  publicDir: false,
  build: { ssr: 'server/demo.ts', outDir: 'dist/server', target: 'node20' },
};

/** `vite build` makes the page, `vite build --mode server` the Node program that serves it. */
const config: UserConfigFnObject = ({ mode }) => (mode === 'server' ? server : page);
export default config;
