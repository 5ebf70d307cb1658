// `npm run build`: the library's files and types, from an empty dist, so that nothing of an earlier build is left to be published.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failWith, root, runOrFail } from './run.mjs';

const builds = [
  { entry: 'src/main/index.ts', mode: 'production' },
  { entry: 'src/main/open-pipeline.ts', mode: 'open-pipeline' },
  { entry: 'src/main/redact-record.ts', mode: 'redact-record' },
  { entry: 'src/main/react.ts', mode: 'react' },
  { entry: 'src/main/consent.ts', mode: 'consent' },
  { entry: 'src/main/register-service-worker.ts', mode: 'register-service-worker' },
  { entry: 'src/main/debug.ts', mode: 'debug' },
  { entry: 'src/main/devtools.ts', mode: 'devtools' },
  { entry: 'src/main/kiosk.ts', mode: 'kiosk' },
  { entry: 'src/main/script-tag.ts', mode: 'script' },
  { entry: 'src/main/script-tag.ts', mode: 'inlined-script' },
  { entry: 'src/worker/index.ts', mode: 'worker' },
  { entry: 'src/worker/same-thread.ts', mode: 'same-thread' },
  { entry: 'src/worker/start-pipeline.ts', mode: 'start-pipeline' },
  { entry: 'src/worker/service-worker.ts', mode: 'service-worker' },
  { entry: 'src/worker/service-worker-script.ts', mode: 'service-worker-script' },
];

try {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  for (const { entry, mode } of builds) {
    if (existsSync(join(root, entry))) await runOrFail(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--mode', mode]);
  }
  await runOrFail(process.execPath, ['node_modules/typescript/bin/tsc', '--build', 'src/main', 'src/worker']);
} catch (error) {
  failWith(error);
}
