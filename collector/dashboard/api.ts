import { heartbeatName } from '../src/fleet/read-heartbeat.js';
import type { DeviceDetail, FleetFilter, FleetPage } from '../src/fleet-model.js';
import type { Breakdown, Facet, NameSummary, OutboxHealth, StoredEvent, Summary } from '../src/read-model.js';
import type { TailFilter } from './tail-filter.js';

/** Relative, so that the page works wherever the collector is mounted. */
const base = new URL('../api/', document.baseURI);

export const tailUrl: string = new URL('tail', base).href;

export function fetchSummary(): Promise<Summary> {
  return fetchJson('summary', {}, (value): value is Summary => has(value, 'events', 'number') && has(value, 'missing', 'number'));
}

export function fetchNames(): Promise<NameSummary[]> {
  return fetchJson(
    'names',
    {},
    listOf((item): item is NameSummary => has(item, 'name', 'string') && has(item, 'perMinute', 'object')),
  );
}

export function fetchOutboxes(): Promise<OutboxHealth[]> {
  return fetchJson(
    'outboxes',
    {},
    listOf((item): item is OutboxHealth => has(item, 'source', 'string') && has(item, 'missing', 'number')),
  );
}

export function fetchEvents(filter: TailFilter, limit: number, before?: number): Promise<StoredEvent[]> {
  const { name, text, facet, withHeartbeats } = filter;
  const query = {
    limit: String(limit),
    ...(name === undefined ? {} : { name }),
    ...(text === '' ? {} : { q: text }),
    ...(facet === undefined ? {} : { by: facet.by, path: facet.path, value: facet.value }),
    ...(withHeartbeats || name === heartbeatName ? {} : { heartbeats: 'hidden' }),
    ...(before === undefined ? {} : { before: String(before) }),
  };
  return fetchJson('events', query, listOf(isStoredEvent));
}

export function fetchBreakdown(name: string, by: Facet, path: string): Promise<Breakdown> {
  return fetchJson(
    'breakdown',
    { name, by, path },
    (value): value is Breakdown => has(value, 'distinct', 'number') && has(value, 'values', 'object'),
  );
}

export function fetchFleet(show: FleetFilter, text: string, limit: number): Promise<FleetPage> {
  const query = { show, limit: String(limit), ...(text === '' ? {} : { q: text }) };
  return fetchJson('fleet', query, (value): value is FleetPage => has(value, 'found', 'number') && has(value, 'devices', 'object'));
}

export function fetchDevice(key: string): Promise<DeviceDetail> {
  const path = `fleet/${encodeURIComponent(key)}`;
  return fetchJson(path, {}, (value): value is DeviceDetail => has(value, 'device', 'object') && has(value, 'beats', 'object'));
}

export function isStoredEvent(value: unknown): value is StoredEvent {
  return has(value, 'position', 'number') && has(value, 'name', 'string') && has(value, 'receivedAt', 'string');
}

async function fetchJson<Type>(path: string, query: Record<string, string>, isType: (value: unknown) => value is Type): Promise<Type> {
  const response = await fetch(new URL(`${path}?${new URLSearchParams(query)}`, base));
  const value: unknown = await response.json();
  if (response.ok && isType(value)) return value;
  throw new Error(`The collector answered ${response.status} to ${path}.`);
}

function listOf<Type>(isType: (value: unknown) => value is Type): (value: unknown) => value is Type[] {
  return (value): value is Type[] => Array.isArray(value) && value.every(isType);
}

function has(value: unknown, key: string, type: 'string' | 'number' | 'object'): boolean {
  return typeof value === 'object' && value !== null && key in value && typeof Reflect.get(value, key) === type;
}
