import type { TestGroup } from 'igevents';
import { element } from '../element.js';
import { euros } from './money.js';

const freeFrom = 90;

/** In euros. */
export function shippingCost(total: number): number {
  return total === 0 || total >= freeFrom ? 0 : 6;
}

const experience = { experienceId: 'exp_free_shipping', experienceName: 'Free shipping bar' };
const withBar: TestGroup = { ...experience, id: 'grp_bar', name: 'With the bar' };
const withoutBar: TestGroup = { ...experience, id: 'grp_control', name: 'Without the bar' };
const storageKey = 'storefront-free-shipping-group';

/** The visitor's group: drawn at the first visit, the same ever after. */
export function freeShippingGroup(storage: Storage): TestGroup {
  const groupId = storage.getItem(storageKey) ?? (Math.random() < 0.5 ? withBar.id : withoutBar.id);
  storage.setItem(storageKey, groupId);
  return groupId === withBar.id ? withBar : withoutBar;
}

/** Groups are given to the library when it starts, so the page starts anew. */
export function joinOtherGroup(storage: Storage, group: TestGroup): void {
  storage.setItem(storageKey, group.id === withBar.id ? withoutBar.id : withBar.id);
  location.reload();
}

/** What the experience changes on the page; nothing for the control group. */
export function freeShippingBar(group: TestGroup, total: number): HTMLElement | undefined {
  if (group.id !== withBar.id) return undefined;
  const left = freeFrom - total;
  const text = left > 0 ? `${euros(left)} to go for free shipping` : 'Shipping is on us';
  const bar = element('div', { class: 'shipping-bar', 'data-testid': 'free-shipping-bar' }, element('span', {}, text));
  bar.style.setProperty('--reached', String(Math.min(1, total / freeFrom)));
  return bar;
}
