// `npm run simulate:fleet`: a region of kiosks that returns at one instant, with the real retry policy. An argument is the number of kiosks.
import { ensureInstalled } from './install.mjs';
import { failWith, refuseOldNode, root, run } from './run.mjs';

try {
  refuseOldNode();
  await ensureInstalled();
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: { ssr: 'test/simulation/fleet/main.ts', outDir: 'out/fleet', target: 'node20' },
  });
  process.exitCode = await run(process.execPath, ['out/fleet/main.js', ...process.argv.slice(2)]);
} catch (error) {
  failWith(error);
}
