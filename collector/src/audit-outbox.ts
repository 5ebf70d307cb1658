import type { OutboxHealth } from './read-model.js';

/**
 * The loss audit of one outbox. Sequences have no gaps, so what has a number and neither arrived nor was reported as given up is
 * missing. It cannot be below zero: an event that was reported as buried may be sent after all.
 */
export function auditOutbox(facts: Omit<OutboxHealth, 'missing'>): OutboxHealth {
  const { highestSequence, received, dropped, buried } = facts;
  return { ...facts, missing: Math.max(0, highestSequence - received - dropped - buried) };
}

/** The worst first; those that are alike in the order of their names, so that rows keep their places from one look to the next. */
export function inOrderOfConcern(outboxes: readonly OutboxHealth[]): OutboxHealth[] {
  const doubts = ({ cloned, idConflicts }: OutboxHealth): number => cloned + idConflicts;
  return outboxes.toSorted((a, b) => b.missing - a.missing || doubts(b) - doubts(a) || (a.source < b.source ? -1 : 1));
}
