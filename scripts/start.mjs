// `npm start`: the whole journey on one machine, from the storefront's page to the collector's dashboard.
import { spawn } from 'node:child_process';
import { ensureInstalled } from './install.mjs';
import { failWith, refuseOldNode, root, runOrFail } from './run.mjs';

try {
  refuseOldNode();
  await ensureInstalled();
  console.log('Building the library, the collector and the storefront.');
  await runOrFail('npm', ['run', 'build'], { quiet: true });
  await runOrFail('npm', ['run', 'build', '--workspace', 'collector', '--workspace', 'examples/storefront', '--if-present'], {
    quiet: true,
  });
  runDemo();
} catch (error) {
  failWith(error);
}

function runDemo() {
  const demo = spawn(process.execPath, ['examples/storefront/dist/server/demo.js'], { cwd: root, stdio: 'inherit' });
  demo.on('error', failWith);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => demo.kill(signal));
  // Ended by a signal is how a demo ends; only its own failure is a failure of this command.
  demo.on('exit', (code, signal) => process.exit(signal ? 0 : code));
}
