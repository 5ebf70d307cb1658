import type { DeviceHealth, FleetFilter, FleetPage } from '../fleet-model.js';
import { assembleDevice, groupByDevice, type OutboxFacts } from './assemble-device.js';
import { inOrderOfConcern } from './judge-device.js';

export const fleetFilters: readonly FleetFilter[] = ['all', 'losing', 'silent', 'behind'];

export interface FleetQuery {
  show: FleetFilter;
  /** Text that occurs in the device's name, site, versions or problems, in any case. */
  text: string;
  limit: number;
}

/** The part of the fleet that somebody looks at, the worst first. */
export function toFleetPage(outboxes: readonly OutboxFacts[], { show, text, limit }: FleetQuery, now: number): FleetPage {
  const devices = [...groupByDevice(outboxes)].map(([key, its]) => assembleDevice(key, its, now));
  const wanted = text.toLowerCase();
  const found = devices.filter((device) => passes(device, show) && (wanted === '' || textOf(device).includes(wanted)));
  const counts = Object.fromEntries(fleetFilters.map((filter) => [filter, devices.filter((device) => passes(device, filter)).length]));
  return {
    counts: { all: 0, losing: 0, silent: 0, behind: 0, ...counts },
    found: found.length,
    devices: inOrderOfConcern(found).slice(0, limit),
  };
}

function passes({ concerns }: DeviceHealth, filter: FleetFilter): boolean {
  return filter === 'all' || concerns.includes(filter);
}

function textOf({ key, name, site, concerns, heartbeat, dropped }: DeviceHealth): string {
  const { app, library, storage, flusher, because, problems = [] } = heartbeat ?? {};
  const texts = [key, name, site, app, library, storage, flusher, because, ...concerns, ...problems, ...Object.keys(dropped)];
  return texts
    .filter((text) => text !== null && text !== undefined)
    .join(' ')
    .toLowerCase();
}
