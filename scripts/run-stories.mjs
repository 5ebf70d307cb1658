// One file of end-to-end stories, at a length that a check has no time for; what it measures is printed as it is.
import { ensureChromium } from './find-browsers.mjs';
import { ensureInstalled } from './install.mjs';
import { refuseOldNode, run, runOrFail } from './run.mjs';

export async function runStories(file, settings, vitestArguments = []) {
  refuseOldNode();
  await ensureInstalled();
  await ensureChromium();
  await runOrFail('npm', ['run', 'build'], { quiet: true });
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', file, '--project', 'e2e', '--disable-console-intercept'];
  process.exitCode = await run(process.execPath, [...vitest, ...vitestArguments], { env: { ...process.env, ...settings } });
}
