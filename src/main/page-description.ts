import type { Settings } from '../shared/settings.js';
import { readIgData } from './ig-data.js';
import type { PageDescription } from './page-context.js';

/** What may say that the description has changed: Intelligems' experiences and campaigns, and the window's size. */
const changeEvents = ['ig:ready', 'ig:variationAssignments', 'ig:variationAssignmentsInvalidated', 'resize'];

/** Calls `listener` when the page may have to be described anew, until `signal` is aborted. */
export function onDescriptionChange(listener: () => void, signal: AbortSignal): void {
  for (const type of changeEvents) addEventListener(type, listener, { signal });
}

/** The screen, and what the visitor takes part in: as the shop has said it, or as Intelligems' script publishes it. */
export function describePage(settings: Pick<Settings, 'testGroups' | 'campaigns'>): Required<PageDescription> {
  const { testGroups, campaigns } = readIgData();
  return {
    device: { viewport: [innerWidth, innerHeight], screen: [screen.width, screen.height], pixelRatio: devicePixelRatio },
    testGroups: settings.testGroups ?? testGroups,
    campaigns: settings.campaigns ?? campaigns,
  };
}
