import type { PageContext } from '../shared/event.js';
import type { Settings } from '../shared/settings.js';
import { persistentUserId } from './identity.js';
import { readIgData } from './ig-data.js';
import { createSession } from './session.js';

// Taken at load: host pages patch intrinsics.
const { stringify } = JSON;

/** Watches what events need to know of their page and tells it only when it changed. */
export interface PageContextWatch {
  /** The context as JSON text when it may differ from what was told last, else undefined. Called once per task that pushes. */
  changed(): string | undefined;
  /** True when the address is no longer the one that was told last: a single-page application may move within a task. */
  hasMoved(): boolean;
  /** Writes down what the next page load goes on with. */
  save(): void;
}

export function watchPageContext(settings: Pick<Settings, 'testGroups' | 'campaigns' | 'context'>, signal: AbortSignal): PageContextWatch {
  const userId = persistentUserId();
  const session = createSession();
  let url = '';
  let told = '';
  // Reading everything costs more than a push: beside the page itself, only these events say that something changed.
  let changes = 0;
  for (const type of ['ig:ready', 'ig:variationAssignments', 'resize']) addEventListener(type, () => changes++, { signal });

  return {
    changed() {
      const sessionId = session.idAt(Date.now());
      const state = [changes, sessionId, document.URL, document.title].join();
      if (state === told) return undefined;
      told = state;
      url = document.URL;
      const { testGroups, campaigns } = readIgData();
      const context: PageContext = {
        userId,
        sessionId,
        page: { url, referrer: document.referrer, title: document.title },
        device: { viewport: [innerWidth, innerHeight], screen: [screen.width, screen.height], pixelRatio: devicePixelRatio },
        testGroups: settings.testGroups ?? testGroups,
        campaigns: settings.campaigns ?? campaigns,
        context: settings.context ?? {},
        consent: 'granted',
      };
      return stringify(context);
    },
    // A tenth of the price of `location.href` in Chromium, and this is asked for every push.
    hasMoved: () => url !== document.URL,
    save: session.save,
  };
}
