import type { PageStatus } from '../ig-events.js';
import type { PipelineSource } from './pipeline-source.js';

/** The page's numbers in the form that `useSyncExternalStore` asks for. */
export interface PageStatusStore {
  subscribe(onStoreChange: () => void): () => void;
  /** The same object until the numbers change. */
  read(): PageStatus;
}

/** What is shown on a server, and until there is a pipeline. */
export const beforePipeline: PageStatus = { pushed: 0, durable: 0, withheld: 0, consent: 'pending', pipeline: 'off', thread: 'worker' };

export function createPageStatusStore(source: PipelineSource): PageStatusStore {
  let page = beforePipeline;
  return {
    subscribe(onStoreChange) {
      const show = (next: PageStatus): void => {
        page = next;
        onStoreChange();
      };
      let endChanges = (): void => {};
      const endWait = source.onPipeline((pipeline) => {
        endChanges = pipeline.onChange(show);
        show(pipeline.page);
      });
      return () => {
        endWait();
        endChanges();
      };
    },
    read: () => page,
  };
}
