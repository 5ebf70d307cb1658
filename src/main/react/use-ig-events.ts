import { usePageBinding } from './page-binding.js';
import type { PageEvents } from './page-events.js';

/** The pipeline, for effects and handlers. The object is the same at every render. */
export function useIgEvents(): PageEvents {
  return usePageBinding().events;
}
