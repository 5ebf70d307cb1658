import type { Campaign, TestGroup } from '../shared/event.js';
import { attempt } from './attempt.js';

/** What Intelligems' script publishes of the visitor, when it is on the page. */
export interface IgFacts {
  testGroups: readonly TestGroup[];
  campaigns: readonly Campaign[];
}

/** Reads `window.igData` (docs.intelligems.io, «JavaScript API»). Absent, half loaded or throwing, it gives empty lists. */
export function readIgData(): IgFacts {
  return { testGroups: attempt(readTestGroups, []), campaigns: attempt(readCampaigns, []) };
}

interface IgData {
  user?: {
    getExperiments?: () => readonly { id: unknown; name: unknown }[] | null;
    getTestGroup?: (experienceId: unknown) => { id: unknown; name: unknown } | null;
  };
  campaigns?: { getAll?: () => readonly { id: unknown; name: unknown }[] | null };
}

function igData(): IgData {
  return (globalThis as { igData?: IgData }).igData ?? {};
}

function readTestGroups(): TestGroup[] {
  const { user } = igData();
  return (user?.getExperiments?.() ?? []).flatMap((experience) => {
    const group = user?.getTestGroup?.(experience.id);
    if (!group) return [];
    return [
      { experienceId: String(experience.id), experienceName: String(experience.name), id: String(group.id), name: String(group.name) },
    ];
  });
}

/** Ids and names only: a campaign's whole tree takes 8 kB. */
function readCampaigns(): Campaign[] {
  return (igData().campaigns?.getAll?.() ?? []).map(({ id, name }) => ({ id: String(id), name: String(name) }));
}
