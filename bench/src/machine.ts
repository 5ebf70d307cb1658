import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What somebody needs to know of the machine to make sense of the figures. */
export function machineFacts(chromiumVersion: string): string[] {
  return [
    `${cpus().length} cores, ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${platform()} ${release()}, Node ${process.versions.node}, Chromium ${chromiumVersion} (headless)`,
  ];
}

/** Processes that want a core, over the last minute; always 0 on Windows. */
export function load(): number {
  return loadavg()[0] ?? 0;
}

/** A sentence when the machine had other work when the bench began: the bench itself takes one to two cores. */
export function quietHint(loadBefore: number): string | undefined {
  if (loadBefore <= cpus().length * 0.5) return undefined;
  return `The load was ${loadBefore.toFixed(1)} on ${cpus().length} cores before the first measurement: take ratios for hints only, and repeat on a quiet machine.`;
}
