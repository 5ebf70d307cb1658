import type { CleanEvent, EnrichedEvent, Json, PageContext, PropertiesNote } from '../shared/event.js';

/** All facts that the next events share; their JSON text is made once, when the page context changed. */
export interface EventFacts {
  pageId: string;
  /** The members of the wire's `data` between `properties` and `monotonicMs`. */
  membersText: string;
  /** The same for an event whose properties need a note. */
  membersTextWith(note: PropertiesNote): string;
}

/** Joins what the page and the worker know into the facts of the events to come. */
export function createEventFacts(pageId: string, page: PageContext, device: { [fact: string]: Json }): EventFacts {
  const membersTextFor = (context: PageContext['context']): string =>
    JSON.stringify({
      userId: page.userId,
      sessionId: page.sessionId,
      pageId,
      page: page.page,
      device: { ...device, ...page.device },
      testGroups: page.testGroups,
      campaigns: page.campaigns,
      context,
      consent: page.consent,
    }).slice(1, -1);
  return {
    pageId,
    membersText: membersTextFor(page.context),
    membersTextWith: (note) => membersTextFor({ ...page.context, problem: note.problem, propertiesBytes: note.bytes }),
  };
}

/** Completes an event with its id, its time and its facts. Pure. */
export function enrich(event: CleanEvent, facts: EventFacts): EnrichedEvent {
  const members = event.note ? facts.membersTextWith(event.note) : facts.membersText;
  const enriched = {
    n: event.n,
    id: `${facts.pageId}:${event.n}`,
    time: new Date(event.at).toISOString(),
    dataText: `{"event":${JSON.stringify(event.event)},"properties":${event.propertiesText},${members},"monotonicMs":${event.monotonicMs}}`,
  };
  return enriched as EnrichedEvent;
}
