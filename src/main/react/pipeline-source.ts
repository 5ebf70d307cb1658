import type { EventInput } from '../../shared/event.js';
import { attempt } from '../attempt.js';
import { isFacade } from '../facade.js';
import type { IgEvents } from '../ig-events.js';
import { createIgEvents } from '../index.js';
import { isOnServer } from './is-on-server.js';
import { pushToQueue } from './page-queue.js';

/** Where hooks find their pipeline. All of it is for effects and handlers: a render asks nothing of it. On a server it does nothing. */
export interface PipelineSource {
  /** The pipeline; undefined where there is none yet. */
  current(): IgEvents | undefined;
  /** Calls `listener` with the pipeline, at once or when there is one. @returns a function that ends the wait. */
  onPipeline(listener: (pipeline: IgEvents) => void): () => void;
  /** Makes a pipeline where there is none. */
  install(): void;
  push(events: readonly EventInput[]): void;
}

/** The pipeline that `make` gives, made at the first use: effects of children run before those of their provider. */
export function makePipelineSource(make: () => IgEvents): PipelineSource {
  let made: IgEvents | undefined;
  let isMade = false;

  function current(): IgEvents | undefined {
    if (isMade || isOnServer()) return made;
    isMade = true;
    made = madeBy(make);
    return made;
  }

  return {
    current,
    onPipeline(listener) {
      const pipeline = current();
      if (pipeline) listener(pipeline);
      return () => {};
    },
    install: () => void current(),
    push: (events) => void current()?.push(...events),
  };
}

/** The pipeline that stands at `window.igEvents`, whichever copy of the library has made it. */
export function findPipelineSource(): PipelineSource {
  const current = (): IgEvents | undefined => {
    const found: unknown = isOnServer() ? undefined : window.igEvents;
    return isFacade(found) ? (found as IgEvents) : undefined;
  };
  return {
    current,
    onPipeline(listener) {
      if (isOnServer()) return () => {};
      const tell = (): void => {
        const pipeline = current();
        if (!pipeline) return;
        end();
        listener(pipeline);
      };
      const end = (): void => removeEventListener('igevents:ready', tell);
      addEventListener('igevents:ready', tell);
      tell();
      return end;
    },
    install() {
      if (!isOnServer() && !current()) madeBy(() => createIgEvents());
    },
    push(events) {
      if (!isOnServer()) attempt(() => pushToQueue(events));
    },
  };
}

/** Thrown in an effect, settings that cannot work would take the whole application down. A developer sees them as an uncaught error. */
function madeBy(make: () => IgEvents): IgEvents | undefined {
  try {
    return make();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
    return undefined;
  }
}
