import { withDeadline } from '../deadline.js';

/** What the browser tells of the site's storage; each fact is missing in some engine. */
export interface DiskUse {
  usageBytes: number | null;
  quotaBytes: number | null;
  persisted: boolean | null;
}

/** @param ms deadline of each question: an engine whose storage hangs answers none. */
export async function readDiskUse(ms: number): Promise<DiskUse> {
  // Missing on insecure origins.
  const { storage }: { storage?: Partial<StorageManager> } = navigator;
  const [estimate, persisted] = await Promise.all([
    storage?.estimate && withDeadline(storage.estimate(), ms),
    storage?.persisted && withDeadline(storage.persisted(), ms),
  ]);
  return { usageBytes: estimate?.usage ?? null, quotaBytes: estimate?.quota ?? null, persisted: persisted ?? null };
}
