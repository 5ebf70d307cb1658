// Real pipelines that start nothing: without consent, what is pushed is held in memory.
import { onTestFinished } from 'vitest';
import { createIgEvents, type EventInput, type IgEventsSettings } from '../../src/main/index.js';

export interface QuietPipeline {
  settings: IgEventsSettings;
  /** What was pushed, in order. */
  pushed: EventInput[];
}

/** Settings of a pipeline that is made by the test, and ended with it. */
export function quietPipeline(): QuietPipeline {
  const site = crypto.randomUUID();
  const pushed: EventInput[] = [];
  const settings: IgEventsSettings = {
    site,
    consent: 'pending',
    beforeStore: (event) => {
      pushed.push(event);
      return event;
    },
  };
  onTestFinished(async () => {
    await createIgEvents(settings).close();
    emptyPage();
  });
  return { settings, pushed };
}

/** Leaves nothing at `window.igEvents`. */
export function emptyPage(): void {
  Reflect.deleteProperty(window, 'igEvents');
}

let paths = 0;

/** A path that no test has viewed: a page remembers the last one. */
export function newPath(): string {
  paths += 1;
  return `/shop/${paths}`;
}

/** The paths of the page views among what was pushed. */
export function viewsIn(pushed: readonly EventInput[]): unknown[] {
  return pushed.filter(({ event }) => event === 'page_view').map(({ properties }) => Reflect.get(Object(properties), 'path'));
}
