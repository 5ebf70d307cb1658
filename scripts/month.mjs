// `npm run simulate:month`: a kiosk's month in virtual time, with what is left on its disk and in memory at each midnight. `-- 90 250` are days and customers.
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
    build: { ssr: 'test/simulation/kiosk/main.ts', outDir: 'out/month', target: 'node20' },
  });
  process.exitCode = await run(process.execPath, ['--expose-gc', 'out/month/main.js', ...process.argv.slice(2)]);
} catch (error) {
  failWith(error);
}
