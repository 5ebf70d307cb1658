// Lets every command work in a fresh clone: dependencies are installed when they are missing or not those of the lock file.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runOrFail } from './run.mjs';

export async function ensureInstalled() {
  const reason = reasonToInstall();
  if (reason === undefined) return;
  console.log(`Installing the dependencies with npm ci: ${reason}.`);
  await runOrFail('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { quiet: true });
}

// Contents are compared, not times: a checkout, a copy and `npm install` each leave the two files' times in another order.
function reasonToInstall() {
  const installed = readPackages('node_modules/.package-lock.json');
  if (installed === undefined) return 'node_modules is missing';
  const stale = Object.entries(readPackages('package-lock.json') ?? {}).find(
    ([path, { version, optional, devOptional }]) =>
      path.startsWith('node_modules/') && !optional && !devOptional && installed[path]?.version !== version,
  );
  return stale && `${stale[0]} is not the one of the lock file`;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
