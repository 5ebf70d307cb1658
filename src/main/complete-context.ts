import type { PageContext } from '../shared/event.js';
import { type Identity, newSessionId } from './identity.js';
import type { PageDescription } from './page-context.js';

export interface ContextFacts {
  /** Who the page took the visitor for. */
  before: Pick<Identity, 'userId' | 'sessionId'>;
  /** Who the visitor is. */
  identity: Identity;
  description: PageDescription;
}

/**
 * Returns the function that adds to the text of a `ContextRecord` what was not known when it was written: who the visitor is, which visit goes on, and
 * the description of the page. What belongs to another user than the visitor keeps that user, and gets a visit of its own.
 */
export function completeContext({ before, identity, description }: ContextFacts): (text: string) => string {
  const otherSession = newSessionId();
  return (text) => {
    const { context }: { context: PageContext } = JSON.parse(text);
    const isVisitor = context.userId === before.userId;
    const isOpen = context.sessionId === '' || (isVisitor && context.sessionId === before.sessionId);
    const sessionId = isVisitor ? identity.sessionId : otherSession;
    return JSON.stringify({
      context: {
        ...description,
        ...context,
        ...(isVisitor && { userId: identity.userId }),
        ...(isOpen && { sessionId }),
      },
    });
  };
}
