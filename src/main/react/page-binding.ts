import { type Context, createContext, useContext } from 'react';
import { createPageEvents, type PageEvents } from './page-events.js';
import { createPageStatusStore, type PageStatusStore } from './page-status-store.js';
import { findPipelineSource, type PipelineSource } from './pipeline-source.js';

/** What the hooks under one provider share. */
export interface PageBinding {
  source: PipelineSource;
  events: PageEvents;
  status: PageStatusStore;
}

export function createPageBinding(source: PipelineSource): PageBinding {
  return { source, events: createPageEvents(source), status: createPageStatusStore(source) };
}

/** Without a provider, hooks use what stands at `window.igEvents`. */
export const PageBindingContext: Context<PageBinding> = createContext(createPageBinding(findPipelineSource()));

export function usePageBinding(): PageBinding {
  return useContext(PageBindingContext);
}
