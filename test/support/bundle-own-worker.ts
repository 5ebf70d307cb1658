import { fileURLToPath } from 'node:url';
import { build, type Rollup } from 'vite';
import type { SiteFile } from './shop-site.js';

/** Bundles the application's own worker as applications do it: with the file that is published in the place of its source. */
export async function bundleOwnWorker(): Promise<SiteFile> {
  const published = fileURLToPath(new URL('../../dist/start-pipeline.js', import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'published-library',
        enforce: 'pre',
        resolveId: (id) => (id.endsWith('/src/worker/start-pipeline.js') ? published : undefined),
      },
    ],
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rolldownOptions: { input: fileURLToPath(new URL('own-worker.ts', import.meta.url)) },
    },
  });
  const outputs: Rollup.RollupOutput[] = (Array.isArray(built) ? built : [built]).filter((each) => 'output' in each);
  const [chunk] = outputs.flatMap(({ output }) => output).filter((each) => each.type === 'chunk');
  if (!chunk) throw new Error('The bundler has made nothing.');
  return { type: 'text/javascript', content: chunk.code };
}
