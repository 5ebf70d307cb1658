// `npm run kiosk:demo`: an ordering counter and the collector's dashboard on one machine.
import { ensureInstalled } from './install.mjs';
import { failWith, refuseOldNode, run, runOrFail } from './run.mjs';

try {
  refuseOldNode();
  await ensureInstalled();
  console.log('Building the library, the collector and the kiosk.');
  await runOrFail('npm', ['run', 'build'], { quiet: true });
  await runOrFail('npm', ['run', 'build', '--workspace', 'collector', '--workspace', 'examples/kiosk'], { quiet: true });
  // Ctrl-C reaches the demo as well, which ends in its own time.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
  process.exitCode = await run(process.execPath, ['examples/kiosk/dist/server/demo.js']);
} catch (error) {
  failWith(error);
}
