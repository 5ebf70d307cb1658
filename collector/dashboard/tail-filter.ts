import type { Json } from '../../src/shared/event.js';
import type { Facet, StoredEvent } from '../src/read-model.js';

export interface FacetFilter {
  by: Facet;
  path: string;
  value: string;
}

/** What the live tail shows. The collector filters the past by the same rules. */
export interface TailFilter {
  name: string | undefined;
  text: string;
  facet: FacetFilter | undefined;
}

export function passes(event: StoredEvent, { name, text, facet }: TailFilter): boolean {
  if (name !== undefined && event.name !== name) return false;
  if (facet && !facetValues(event, facet.by, facet.path).includes(facet.value)) return false;
  return text === '' || `${event.id} ${event.source} ${JSON.stringify(event.data)}`.toLowerCase().includes(text.toLowerCase());
}

export function facetValues(event: StoredEvent, by: Facet, path: string): string[] {
  switch (by) {
    case 'property':
      return [path.split('.').reduce<Json | undefined>(memberOf, event.properties)].filter(isPresent).map(toText);
    case 'user':
      return event.userId === null ? [] : [event.userId];
    case 'testGroup':
      return itemsOf(event.testGroups).map(testGroupLabel);
    case 'campaign':
      return itemsOf(event.campaigns)
        .map((campaign) => memberOf(campaign, 'name'))
        .filter(isPresent)
        .map(toText);
  }
}

/** A group's own name says little ("B"): the experience it belongs to comes first. */
function testGroupLabel(group: Json): string {
  return [memberOf(group, 'experienceName'), memberOf(group, 'name')].filter(isPresent).map(toText).join(': ');
}

export function memberOf(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, key) ? Object.entries(value).find(([own]) => own === key)?.[1] : undefined;
}

function itemsOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function isPresent(value: Json | undefined): value is Exclude<Json, null> {
  return value !== undefined && value !== null;
}

function toText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
