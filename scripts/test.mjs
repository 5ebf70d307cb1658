// `npm test`: one command for a clean checkout. Installs what is missing, builds, checks, runs every test and closes with a line that can be counted.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium, ensureOptionalBrowsers } from './find-browsers.mjs';
import { ensureInstalled } from './install.mjs';
import { failWith, refuseOldNode, root, run, runOrFail } from './run.mjs';

const report = join(root, 'out/vitest.json');

// Arguments are vitest's: `npm test -- --project node -t name`. Whoever gives some wants those tests, not the whole check.
const vitestArguments = process.argv.slice(2);

try {
  refuseOldNode();
  await ensureInstalled();
  await ensureChromium();
  await ensureOptionalBrowsers();
  const checkFailed = vitestArguments.length === 0 ? (await run('npm', ['run', 'check'])) !== 0 : false;
  if (vitestArguments.length > 0) await runOrFail('npm', ['run', 'build'], { quiet: true });
  await runOrFail('npm', ['run', 'build', '--workspaces', '--if-present'], { quiet: true });

  rmSync(report, { force: true });
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', '--outputFile.json=out/vitest.json'];
  const exitCode = await run(process.execPath, [...vitest, ...vitestArguments]);
  const { passed, failed, skipped } = countTests();
  if (checkFailed) console.error('"npm run check" failed (see above); it counts as one failed test.');
  const failures = failed + (checkFailed ? 1 : 0);
  process.exitCode = exitCode === 0 && failures === 0 ? 0 : 1;
  close(passed, failures, skipped);
} catch (error) {
  failWith(error);
  close(0, 1, 0);
}

function countTests() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, success, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    // A file that could not be loaded has no tests to count, and an error outside of a test belongs to none: neither may look like a pass.
    const brokenFiles = testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    );
    const failed = numFailedTests + brokenFiles.length;
    return { passed: numPassedTests, failed: success ? failed : Math.max(failed, 1), skipped: numPendingTests + numTodoTests };
  } catch {
    console.error('vitest ended without a report.');
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

function close(passed, failed, skipped) {
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
}
