import { button } from './element.js';
import type { TailFilter } from './tail-filter.js';

const facetLabels = {
  property: '',
  user: 'user',
  account: 'account',
  testGroup: 'test group',
  campaign: 'campaign',
  consent: 'consent',
  device: 'device',
} as const;

/** The filters that are on, each with a way to take it off. */
export function showFilterChips(place: HTMLElement, filter: TailFilter, onChange: (filter: TailFilter) => void): void {
  const chips: HTMLButtonElement[] = [];
  function addChip(label: string, without: TailFilter): void {
    const chip = button('chip', `${label} ×`, () => onChange(without));
    chip.setAttribute('aria-label', `Remove filter ${label}`);
    chips.push(chip);
  }
  if (filter.name !== undefined) addChip(filter.name, { ...filter, name: undefined });
  if (filter.facet) {
    const { by, path, value } = filter.facet;
    addChip(`${by === 'property' ? path : facetLabels[by]} = ${value}`, { ...filter, facet: undefined });
  }
  place.replaceChildren(...chips);
}
