import { newFacts, type Violation } from '../facts.js';
import type { Ledger } from '../ledger.js';

/** What a page was told is durable. */
export interface Heard {
  pushed: number;
  durable: number;
}

/**
 * An observer who remembers next to nothing: the one of the random worlds keeps every event, and would hide in a month of them what the library keeps.
 */
export function createQuietLedger(): { ledger: Ledger; pages: Map<string, Heard>; violation: () => Violation | undefined } {
  const pages = new Map<string, Heard>();
  let violation: Violation | undefined;
  const pageOf = (pageId: string): Heard => {
    const page = pages.get(pageId) ?? { pushed: 0, durable: 0 };
    pages.set(pageId, page);
    return page;
  };
  const nothing = (): void => {};
  const ledger: Ledger = {
    pushed(pageId) {
      pageOf(pageId).pushed += 1;
    },
    heard(pageId, n) {
      const page = pageOf(pageId);
      if (n > page.pushed) ledger.violated('I2', `${pageId} heard of ${n}, and has pushed ${page.pushed}`);
      page.durable = Math.max(page.durable, n);
    },
    violated(invariant, sentence) {
      violation ??= { invariant, sentence };
    },
    opened: nothing,
    told: nothing,
    handedOver: nothing,
    fated: nothing,
    trusted: nothing,
    journaled: nothing,
    ended: nothing,
    committed: nothing,
    deleted: nothing,
    recreated: nothing,
    ruined: nothing,
    wroteNewer: nothing,
    fills: nothing,
    cleared: nothing,
    checkpoint: () => nothing,
    collected: nothing,
    violation: () => violation,
    pushOf: () => undefined,
    pages: new Map(),
    facts: newFacts(),
    sent: () => ({ answered: nothing, failed: nothing, over: nothing }),
    committedBy: nothing,
    stolen: nothing,
    disturbed: nothing,
  };
  return { ledger, pages, violation: () => violation };
}
