// The two builds for a plain <script>: everything of the page in one classic file, the worker beside it or inside it.
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';
import type { ViteUserConfig } from 'vitest/config';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** @param library makes the configuration of one file of the library. */
type Library = (entry: string, fileName: string, contents: { external: string[]; plugins: Plugin[] }) => ViteUserConfig;

/** `igevents.js`, which expects worker.js and same-thread.js beside it. */
export function scriptBesideWorker(library: Library): ViteUserConfig {
  return plainScript(library, 'igevents.js', {
    name: 'script-beside-worker',
    enforce: 'pre',
    resolveId: (source) => (source === '../worker/same-thread.js' ? { id: './same-thread.js', external: true } : undefined),
  });
}

/** `igevents.inlined.js`, which needs no other file: the pipeline's code is there once, as a function that runs on the page or whose text is a worker. */
export function scriptWithWorker(library: Library): ViteUserConfig {
  const inlined = pathOf('src/main/inlined-pipeline.ts');
  const sameThread = '\0same-thread';
  return plainScript(library, 'igevents.inlined.js', {
    name: 'script-with-worker',
    enforce: 'pre',
    resolveId: (source) => (source === '../worker/same-thread.js' ? sameThread : undefined),
    load: async (id) => {
      if (id === sameThread)
        return `import { inlinedPipeline } from ${JSON.stringify(inlined)};
          export const createSameThreadPipeline = () => inlinedPipeline().createSameThreadPipeline();`;
      if (id !== inlined) return undefined;
      const code = await buildPipeline(library);
      return `export function inlinedPipeline() { 'use strict'; ${code}; return pipeline; }`;
    },
  });
}

function plainScript(library: Library, fileName: string, worker: Plugin): ViteUserConfig {
  const entry = 'src/main/script-tag.ts';
  const { build: asModule, ...config } = library(entry, fileName, { external: [], plugins: [worker, withoutModuleUrl(), optionalFiles()] });
  return { ...config, build: { ...asModule, lib: { entry, formats: ['iife'], name: 'script', fileName: () => fileName } } };
}

async function buildPipeline(library: Library): Promise<string> {
  const entry = 'src/worker/inlined.ts';
  const { build: asModule, ...config } = library(entry, 'pipeline', { external: [], plugins: [] });
  const lib = { entry, formats: ['iife' as const], name: 'pipeline', fileName: () => 'pipeline.js' };
  const built = await build({
    ...config,
    configFile: false,
    logLevel: 'error',
    build: { ...asModule, lib, sourcemap: false, write: false },
  });
  const [bundle] = Array.isArray(built) ? built : [];
  const [chunk] = bundle?.output ?? [];
  if (!chunk) throw new Error('The pipeline was not built.');
  return chunk.code;
}

/** A classic script has no `import.meta`. What stands behind it is not reached: this entry says where the worker is. */
function withoutModuleUrl(): Plugin {
  return {
    name: 'without-module-url',
    enforce: 'pre',
    transform: (code) =>
      code.includes('import.meta.url') ? { code: code.replaceAll('import.meta.url', 'document.baseURI'), map: null } : undefined,
  };
}

/** Loaded only by those who ask for them, from beside the script. */
function optionalFiles(): Plugin {
  return {
    name: 'optional-files',
    enforce: 'pre',
    resolveId: (source) => (['./debug.js', './devtools.js'].includes(source) ? { id: source, external: true } : undefined),
  };
}
