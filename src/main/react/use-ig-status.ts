import { useSyncExternalStore } from 'react';
import type { PageStatus } from '../ig-events.js';
import { usePageBinding } from './page-binding.js';
import { beforePipeline } from './page-status-store.js';

/** The numbers of this page load; renders again when they change, at most once per task. */
export function useIgStatus(): PageStatus {
  const { status } = usePageBinding();
  return useSyncExternalStore(status.subscribe, status.read, () => beforePipeline);
}
