import type { Chance } from './chance.js';
import { type Poison, poisonName } from './poison.js';

/** What a page may push; `plain` events must arrive, the others may end otherwise, and counted. */
export type PushKind = 'plain' | 'large' | 'invalid' | Poison;

/** How likely each kind is. */
export type PushWeights = Readonly<Record<PushKind, number>>;

/** The id that every third push bears in the place of the one by which the observer knows it: a shop’s own. */
export function ownIdOf(pushId: string): string {
  return `own "${pushId.replace(':', '/')}"`;
}

/** An item, and its properties as the collector will have them. */
export function makeItem(kind: PushKind, serial: number, chance: Chance): { item: unknown; properties: string } {
  const properties = { serial, note: 'x'.repeat(kind === 'large' ? chance.between(1_000, 4_000) : chance.between(0, 40)) };
  const text = JSON.stringify(properties);
  switch (kind) {
    case 'plain':
    case 'large':
      return { item: { event: `event ${serial % 7}`, properties }, properties: text };
    case 'invalid':
      return { item: chance.pick<unknown>([null, 7, [], {}, { event: ',' }]), properties: 'null' };
    default:
      return { item: { event: poisonName(kind), properties }, properties: text };
  }
}
