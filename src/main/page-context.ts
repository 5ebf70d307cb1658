import type { PageContext, PageLocation } from '../shared/event.js';
import { attempt } from './attempt.js';
import type { Identity } from './identity.js';
import type { Facts } from './ig-events.js';

// Taken at load: host pages patch intrinsics.
const { stringify } = JSON;

/** Watches what events need to know of their page. */
export interface PageContextWatch {
  /** The JSON text of the `ContextRecord` that applies now. */
  text: string;
  /** Something has changed that is not seen from here. */
  isTouched: boolean;
  /**
   * Brings the text up to date. To be called once per task that pushes.
   *
   * @param page where an event happened that was not pushed here and now; the context after it is made anew.
   */
  update(page?: PageLocation): void;
  /** True when something that may change within a task has changed: the address of a single-page application, the visitor, the shop's facts. */
  hasMoved(): boolean;
  setFacts(facts: Facts): void;
  /** Given by the page's other part, once it is there: what begins a task that pushes, and what is the same for a whole page. */
  onTask: () => void;
  describe: () => PageDescription;
}

/** What is the same for a visitor's whole page, and read only when something has said that it changed. */
export type PageDescription = Partial<Pick<PageContext, 'device' | 'testGroups' | 'campaigns'>>;

/** @param facts the shop's, or the function that gives them. */
export function watchPageContext(facts: Facts | (() => Facts) | undefined, identity: Identity): PageContextWatch {
  let own: Facts = {};
  /** The facts as JSON, as long as they are the same. */
  let factsText: string | undefined;
  let url = '';
  let state = '';

  const context: PageContextWatch = {
    text: '',
    isTouched: true,
    update(place) {
      context.onTask();
      const isAsked = typeof facts === 'function';
      if (isAsked) factsText = undefined;
      factsText ??= attempt<string | undefined>(() => stringify({ ...(isAsked ? facts() : facts), ...own })) ?? '{}';
      const { URL: address, referrer, title } = document;
      const next = [identity.sessionId, address, title, factsText].join();
      if (state === next && !context.isTouched && !place) return;
      state = next;
      url = address;
      context.isTouched = place !== undefined;
      const page = place ?? { url, referrer, title };
      const record = stringify({ ...identity, page, ...context.describe(), consent: 'granted' });
      context.text = `{"context":${record.slice(0, -1)},"context":${factsText}}}`;
    },
    // A tenth of the price of `location.href` in Chromium, and this is asked for every push.
    hasMoved: () => url !== document.URL || context.isTouched,
    setFacts(added) {
      own = attempt(() => JSON.parse(stringify({ ...own, ...added })), own);
      factsText = undefined;
      context.isTouched = true;
    },
    onTask() {},
    describe: () => ({}),
  };
  return context;
}
