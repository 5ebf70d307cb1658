import type { CleanEvent, EnrichedEvent, Json, PageContext, PropertiesNote } from '../shared/event.js';
import { redactContext } from '../shared/redact-context.js';
import type { Redaction } from '../shared/redact-value.js';

/** All facts that the next events share; their JSON text is made once, when the page context changed. */
export interface EventFacts {
  pageId: string;
  /** The members of the wire's `data` between `properties` and `monotonicMs`. */
  membersText: string;
  /** The same for an event whose properties need a note. */
  membersTextWith(note: PropertiesNote): string;
}

/** Joins what the page and the worker know into the facts of the events to come. */
export function createEventFacts(pageId: string, told: PageContext, device: { [fact: string]: Json }, redaction: Redaction): EventFacts {
  const page = redactContext(told, redaction);
  const membersTextFor = (context: PageContext['context']): string =>
    JSON.stringify({
      userId: page.userId,
      sessionId: page.sessionId,
      accountId: page.accountId,
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
  const { n, ownId, happenedAt, isUrgent } = event;
  const push = `${facts.pageId}:${n}`;
  const pushedAt = new Date(event.at).toISOString();
  const dataText = `{"event":${JSON.stringify(event.event)},"properties":${event.propertiesText},${members},"monotonicMs":${event.monotonicMs}`;
  const plain = { n, id: push, time: pushedAt, dataText: `${dataText}}` };
  if (ownId === undefined && happenedAt === undefined && !isUrgent) return plain as EnrichedEvent;
  const enriched = {
    ...plain,
    ...(ownId !== undefined && { id: ownId, push }),
    ...(happenedAt !== undefined && {
      time: new Date(happenedAt).toISOString(),
      pushedAt,
      dataText: `${dataText},"pushedAt":"${pushedAt}"}`,
    }),
    ...(isUrgent && { isUrgent }),
  };
  return enriched as EnrichedEvent;
}
