// `npm run bench`: what the library costs, measured in Chromium against floors measured in the same run. The knobs are in bench/README.md.
import { ensureChromium } from './find-browsers.mjs';
import { ensureInstalled } from './install.mjs';
import { failWith, refuseOldNode, run, runOrFail } from './run.mjs';

const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'bench/vite.config.ts'];

try {
  refuseOldNode();
  await ensureInstalled();
  const chromium = await ensureChromium();
  console.log('Building the library and the bench.');
  await runOrFail('npm', ['run', 'build'], { quiet: true });
  await runOrFail(process.execPath, vite, { quiet: true });
  await runOrFail(process.execPath, [...vite, '--mode', 'driver'], { quiet: true });
  process.exitCode = await run(process.execPath, ['bench/dist/driver/main.js'], { env: { ...process.env, CHROMIUM_PATH: chromium } });
} catch (error) {
  failWith(error);
}
