import { readFile } from 'node:fs/promises';

const everyMs = 50;
/** Size of a page on Linux for all processors that Chromium is packaged for, except some ARM servers. */
const pageBytes = 4_096;

/** Runs a task and tells by how much the processes grew meanwhile, at most; undefined where the system does not say (anything but Linux). */
export async function growthMiB<Result>(
  ids: readonly number[],
  run: () => Promise<Result>,
): Promise<{ result: Result; growth: number | undefined }> {
  const before = await residentBytes(ids);
  let peak = before ?? 0;
  const look = async (): Promise<void> => {
    peak = Math.max(peak, (await residentBytes(ids)) ?? 0);
  };
  const timer = setInterval(() => void look(), everyMs);
  try {
    const result = await run();
    return { result, growth: before === undefined ? undefined : (peak - before) / 1_048_576 };
  } finally {
    clearInterval(timer);
  }
}

async function residentBytes(ids: readonly number[]): Promise<number | undefined> {
  try {
    const statms = await Promise.all(ids.map((id) => readFile(`/proc/${id}/statm`, 'utf8')));
    return statms.reduce((sum, statm) => sum + Number(statm.split(' ')[1]) * pageBytes, 0);
  } catch {
    return undefined;
  }
}
