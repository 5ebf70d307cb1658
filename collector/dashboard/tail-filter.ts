import type { Json } from '../../src/shared/event.js';
import { deviceIdOf } from '../src/device-id.js';
import { heartbeatName } from '../src/fleet/read-heartbeat.js';
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
  /** Whether the library's own heartbeats are among them. They come all day, from every kiosk, and would leave no room for customers. */
  withHeartbeats: boolean;
}

export function passes(event: StoredEvent, { name, text, facet, withHeartbeats }: TailFilter): boolean {
  if (!withHeartbeats && name !== heartbeatName && isHeartbeat(event)) return false;
  if (name !== undefined && event.name !== name) return false;
  if (facet && !facetValues(event, facet.by, facet.path).includes(facet.value)) return false;
  return text === '' || `${event.id} ${event.source} ${JSON.stringify(event.data)}`.toLowerCase().includes(text.toLowerCase());
}

/** As the collector leaves them out. */
function isHeartbeat({ name, properties }: StoredEvent): boolean {
  return name === heartbeatName && memberOf(properties, 'everyMs') !== undefined;
}

export function facetValues(event: StoredEvent, by: Facet, path: string): string[] {
  switch (by) {
    case 'property':
      return textsOf(path.split('.').reduce<Json | undefined>(memberOf, event.properties));
    case 'user':
      return event.userId === null ? [] : [event.userId];
    case 'account':
      return textsOf(memberOf(event.data, 'accountId'));
    case 'consent':
      return textsOf(memberOf(event.data, 'consent'));
    case 'device':
      return [deviceIdOf(isObject(event.data) ? event.data : {}) ?? event.source];
    case 'testGroup':
      return itemsOf(event.testGroups).map(testGroupLabel);
    case 'campaign':
      return itemsOf(event.campaigns).flatMap((campaign) => textsOf(memberOf(campaign, 'name')));
  }
}

function textsOf(value: Json | undefined): string[] {
  return isPresent(value) ? [toText(value)] : [];
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
