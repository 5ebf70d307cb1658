import type { CleanEvent } from '../shared/event.js';
import type { EventSchemas } from '../shared/event-map.js';
import { cleanEventName } from '../shared/event-name.js';
import type { ProblemLog } from '../shared/problem.js';
import type { StandardIssue, StandardResult, StandardSchema } from '../shared/standard-schema.js';
import type { Environment } from './environment.js';
import type { Complaint } from './outbox.js';

/**
 * Looks at an event on its way to the log, and tells why it is to be put aside; undefined for one that goes on.
 * Never throws and never rejects: a validator's failure is no reason to keep an event back.
 */
export type EventCheck = (event: CleanEvent) => Complaint | undefined | Promise<Complaint | undefined>;

/** `warn` tells a problem and lets the event go on; `quarantine` puts it aside, as a dead letter that can be requeued. */
export type CheckMode = 'warn' | 'quarantine';

export interface EventCheckParts {
  events: EventSchemas;
  mode: CheckMode;
  environment: Pick<Environment, 'schedule'>;
  problems: ProblemLog;
}

/** How long an answer is waited for, ms: meanwhile nothing that was pushed becomes durable. */
const answerMs = 1_000;
/** Longest list of issues, in characters: it is kept with the event. */
const maxDetail = 500;

/** Checks the properties of events by the schema of their name. What the schema makes of them is not taken: what was pushed is sent. */
export function createEventCheck({ events, mode, environment, problems }: EventCheckParts): EventCheck {
  const schemas = new Map(Object.entries(events).map(([name, schema]) => [cleanEventName(name) ?? '', schema]));

  function judge(name: string, { issues }: StandardResult<unknown>): Complaint | undefined {
    if (!issues || issues.length === 0) return undefined;
    const detail = issues.map(issueText).join('; ').slice(0, maxDetail);
    const consequence = mode === 'warn' ? 'It is sent nevertheless.' : 'It waits among the dead letters.';
    problems.report('event-invalid', `The properties of "${name}" do not keep their schema: ${detail}. ${consequence}`);
    return mode === 'warn' ? undefined : { code: 'schema', detail };
  }

  function passUnchecked(name: string, reason: string): undefined {
    problems.report('event-invalid', `The properties of "${name}" could not be checked: ${reason}. The event goes on.`);
    return undefined;
  }

  async function judgeLater(name: string, result: Promise<StandardResult<unknown>>): Promise<Complaint | undefined> {
    let cancel = (): void => {};
    const late = new Promise<undefined>((resolve) => {
      cancel = environment.schedule(() => resolve(undefined), answerMs);
    });
    try {
      const answer = await Promise.race([result, late]);
      return answer ? judge(name, answer) : passUnchecked(name, `its validator has not answered within ${answerMs} ms`);
    } catch (error) {
      return passUnchecked(name, String(error));
    } finally {
      cancel();
    }
  }

  return ({ event: name, propertiesText, note }) => {
    const schema = schemas.get(name);
    // Properties that were too large have left a problem already.
    if (!schema || note) return undefined;
    try {
      const result = schema['~standard'].validate(JSON.parse(propertiesText));
      if (!('then' in result)) return judge(name, result);
      const judged = judgeLater(name, result);
      // Nothing has to wait for a warning.
      return mode === 'warn' ? undefined : judged;
    } catch (error) {
      return passUnchecked(name, String(error));
    }
  };
}

/** True for what has a validator in it, whatever the types say. */
export function isSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('~standard' in value)) return false;
  const standard = value['~standard'];
  return typeof standard === 'object' && standard !== null && 'validate' in standard && typeof standard.validate === 'function';
}

function issueText({ message, path = [] }: StandardIssue): string {
  const place = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
  return place ? `${place}: ${message}` : message;
}
