import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Budget, budgets } from '../budgets.js';
import type { Measurement } from './bench.js';
import { toRow } from './row.js';

interface Size {
  name: string;
  size: number;
}

/** The sizes that `npm run check` guards, by the same tool and settings. */
export const bundleSize: Measurement = async ({ root }) => {
  // It exits with 1 when a limit is passed; the figures are printed all the same.
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, 'node_modules/size-limit/bin.js'), '--json'], {
    cwd: root,
  }).catch((error: { stdout: string }) => error);
  const sizes: Size[] = JSON.parse(stdout);
  return sizes.map(({ name, size }) =>
    toRow({
      quantity: `${name}, brotli`,
      unit: 'kB',
      ours: [size / 1_000],
      ...budgetOf(name),
    }),
  );
};

/** What is loaded later, or by an import of the shop's only, has a ratchet and no budget. */
function budgetOf(name: string): { budget?: Budget } {
  if (name === 'page: core entry') return { budget: budgets.pageBytes };
  return name.startsWith('worker:') ? { budget: budgets.workerBytes } : {};
}
