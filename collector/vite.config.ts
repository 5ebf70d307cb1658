import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

function inCollector(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

const dashboard: UserConfig = {
  root: inCollector('dashboard'),
  base: './',
  build: { outDir: inCollector('dist/dashboard'), emptyOutDir: true, target: 'es2022', modulePreload: false },
};

const server: UserConfig = {
  root: inCollector('.'),
  build: {
    outDir: inCollector('dist/server'),
    emptyOutDir: true,
    target: 'node20',
    ssr: true,
    rolldownOptions: {
      input: { main: inCollector('src/main.ts'), index: inCollector('src/index.ts') },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
};

/** `vite build` makes the dashboard, `vite build --mode server` the Node program that serves it. */
export default defineConfig(({ mode }) => (mode === 'server' ? server : dashboard));
