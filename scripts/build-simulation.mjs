// Bundles test/simulation for Node, which runs no TypeScript by itself before 22.18; it takes a second.
import { join } from 'node:path';
import { build } from 'vite';

/** @returns the script that the threads of a simulation run. */
export async function buildSimulation(from, outDir) {
  await build({
    root: from,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(from, 'test/simulation/main.ts'),
      outDir,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'main.mjs' } },
    },
    ssr: { noExternal: true },
  });
  return join(outDir, 'main.mjs');
}
