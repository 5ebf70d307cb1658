import { createElement, type ReactElement, type ReactNode, useEffect, useMemo } from 'react';
import type { IgEvents, IgEventsSettings } from '../ig-events.js';
import { createIgEvents } from '../index.js';
import { createPageBinding, PageBindingContext } from './page-binding.js';
import { makePipelineSource } from './pipeline-source.js';

export interface IgEventsProviderProps {
  /** What `createIgEvents` takes. Read when the pipeline is made; of later changes only another `site` counts. */
  settings?: IgEventsSettings | undefined;
  /** A pipeline that the application has made itself; `settings` are not used then. */
  client?: IgEvents | undefined;
  children?: ReactNode;
}

/**
 * Gives its pipeline to the hooks below it. The pipeline is made in an effect, never while rendering, and only where none runs for the same
 * site; it outlives the provider, because what was pushed has to be delivered. Settings that cannot work are reported as an uncaught error.
 */
export function IgEventsProvider({ settings, client, children }: IgEventsProviderProps): ReactElement {
  // biome-ignore lint/correctness/useExhaustiveDependencies: settings are an object literal in most applications, new at each render.
  const binding = useMemo(() => createPageBinding(makePipelineSource(() => client ?? createIgEvents(settings))), [client, settings?.site]);
  useEffect(() => binding.source.install(), [binding]);
  return createElement(PageBindingContext.Provider, { value: binding }, children);
}
