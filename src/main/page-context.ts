import type { PageContext, PageLocation } from '../shared/event.js';
import { attempt } from './attempt.js';
import type { Facts } from './ig-events.js';
import type { Visitor } from './visitor.js';

// Taken at load: host pages patch intrinsics.
const { stringify } = JSON;

/** Watches what events need to know of their page and tells it only when it changed. */
export interface PageContextWatch {
  /**
   * The context's record as JSON text when it may differ from what was told last, else undefined. Called once per task that pushes.
   *
   * @param page where an event happened that was not pushed here and now; the context after it is told anew.
   */
  changed(page?: PageLocation): string | undefined;
  /** True when something that may change within a task has changed: the address of a single-page application, the visitor, the shop's facts. */
  hasMoved(): boolean;
  /** Something has changed that is not seen from here. */
  touch(): void;
  setFacts(facts: Facts): void;
  /** What the page's other part knows, once it is there. */
  describe: () => PageDescription;
}

/** What is the same for a visitor's whole page, and read only when something has said that it changed. */
export type PageDescription = Partial<Pick<PageContext, 'device' | 'testGroups' | 'campaigns'>>;

/** @param facts the shop's, or the function that gives them. */
export function watchPageContext(facts: Facts | (() => Facts), visitor: Visitor): PageContextWatch {
  let own: Facts = {};
  /** The facts as JSON, as long as they are the same. */
  let factsText: string | undefined;
  let url = '';
  let told = '';
  let isTouched = true;

  function toText(): string {
    return attempt(() => stringify({ ...(typeof facts === 'function' ? facts() : facts), ...own }), '{}');
  }

  const watch: PageContextWatch = {
    changed(place) {
      visitor.touch(Date.now());
      const { userId, sessionId, accountId } = visitor;
      const { URL: address, referrer, title } = document;
      if (typeof facts === 'function') factsText = undefined;
      factsText ??= toText();
      const state = [sessionId, address, title, factsText].join();
      if (state === told && !isTouched && !place) return undefined;
      told = state;
      isTouched = place !== undefined;
      url = address;
      const page = place ?? { url, referrer, title };
      const context = { userId, sessionId, ...(accountId && { accountId }), page, ...watch.describe(), consent: 'granted' };
      return `{"context":${stringify(context).slice(0, -1)},"context":${factsText}}}`;
    },
    // A tenth of the price of `location.href` in Chromium, and this is asked for every push.
    hasMoved: () => url !== document.URL || isTouched,
    touch() {
      isTouched = true;
    },
    setFacts(added) {
      own = attempt(() => JSON.parse(stringify({ ...own, ...added })), own);
      factsText = undefined;
      isTouched = true;
    },
    describe: () => ({}),
  };
  return watch;
}
