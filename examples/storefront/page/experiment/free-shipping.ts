import { kept } from '../kept.js';

/** The experience: half of the visitors see how much is left to free shipping. */
export const freeShipping = { id: 'exp_free_shipping', name: 'Free shipping bar' } as const;

const groups = { bar: { id: 'grp_bar', name: 'With the bar' }, control: { id: 'grp_control', name: 'Without the bar' } } as const;
export type FreeShippingGroup = (typeof groups)[keyof typeof groups];

const store = kept<FreeShippingGroup | undefined>('storefront-free-shipping', undefined, (found) =>
  Object.values(groups).find(({ id }) => typeof found === 'object' && found !== null && 'id' in found && id === found.id),
);

/** The visitor's group: drawn at the first visit, the same ever after. */
export function freeShippingGroup(): FreeShippingGroup {
  const group = store.read() ?? (Math.random() < 0.5 ? groups.bar : groups.control);
  if (store.read() === undefined) store.write(group);
  return group;
}

export function useFreeShippingGroup(): FreeShippingGroup {
  return store.use() ?? groups.control;
}

/** As at a new visit: groups are read when the page starts. */
export function joinOtherGroup(): void {
  store.write(freeShippingGroup() === groups.bar ? groups.control : groups.bar);
  location.reload();
}

export function showsBar(group: FreeShippingGroup): boolean {
  return group === groups.bar;
}
