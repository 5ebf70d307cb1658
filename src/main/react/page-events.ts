import type { EventInput } from '../../shared/event.js';
import { ownEventId } from '../../shared/event-id.js';
import { attempt } from '../attempt.js';
import type { IgEvents } from '../ig-events.js';
import { randomHex } from '../random-hex.js';
import type { Tracked } from '../tracked.js';
import { isOnServer } from './is-on-server.js';
import type { PipelineSource } from './pipeline-source.js';

/**
 * The pipeline as components use it: the same object at every render, to be called in effects and handlers. What is called before there
 * is a pipeline waits for it; on a server nothing happens.
 */
export interface PageEvents
  extends Pick<IgEvents, 'push' | 'track' | 'flush' | 'identify' | 'reset' | 'endSession' | 'setConsent' | 'erase' | 'setFacts'> {
  /** The pipeline itself, for what is rare: status, dead letters, close. Undefined on a server, and where the page has none yet. */
  pipeline(): IgEvents | undefined;
}

export function createPageEvents(source: PipelineSource): PageEvents {
  const tell = (call: (pipeline: IgEvents) => unknown): void => void source.onPipeline(call);

  function ask<Answer>(call: (pipeline: IgEvents) => Promise<Answer>): Promise<Answer | undefined> {
    if (isOnServer()) return Promise.resolve(undefined);
    return new Promise((resolve) => tell((pipeline) => resolve(call(pipeline))));
  }

  return {
    push(...events) {
      source.push(events);
      return Promise.resolve();
    },
    track: (event) => source.current()?.track(event) ?? trackLater(source, event),
    flush: () => ask((pipeline) => pipeline.flush()),
    identify: (...given) => tell((pipeline) => pipeline.identify(...given)),
    reset: () => tell((pipeline) => pipeline.reset()),
    endSession: () => tell((pipeline) => pipeline.endSession()),
    setConsent: (consent) => ask((pipeline) => pipeline.setConsent(consent)),
    erase: (userId) => ask((pipeline) => pipeline.erase(userId)),
    setFacts: (facts) => tell((pipeline) => pipeline.setFacts(facts)),
    pipeline: source.current,
  };
}

/** The event gets an id and its time now, so that the id can be told and the wait does not count. */
function trackLater(source: PipelineSource, event: EventInput): Tracked {
  const id = attempt(() => ownEventId(event.id)) ?? randomHex(16);
  const pushed = { timestamp: Date.now(), ...event, id };
  const tracked = new Promise<Tracked>((resolve) => source.onPipeline((pipeline) => resolve(pipeline.track(pushed))));
  return { id, durable: tracked.then(({ durable }) => durable), settled: tracked.then(({ settled }) => settled) };
}
