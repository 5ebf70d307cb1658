import type { Status } from 'igevents';
import { element } from '../element.js';
import { createFlights } from './flights.js';
import type { NetworkMode } from './network.js';
import { type Station, station } from './station.js';
import { grouped } from './words.js';

export interface Journey {
  root: HTMLElement;
  show(status: Status, mode: NetworkMode): void;
}

const stops = { page: 0, disk: 2, network: 3, collector: 4 };

/** The way of an event, with the events where they are. */
export function createJourney(): Journey {
  const page = station('page', 'Page');
  const worker = station('worker', 'Worker');
  const disk = station('disk', 'Disk');
  const network = station('network', 'Network');
  const collector = station('collector', 'Collector');
  const stations = [page, worker, disk, network, collector];
  const wires = stations.slice(1).map((_, index) => element('span', { class: 'wire', style: `--wire: ${index}` }));
  const root = element('div', { class: 'journey' }, ...wires, ...stations.map((made) => made.root));
  const flights = createFlights(root, stations.length);
  let before: Status | undefined;

  return {
    root,
    show(status, mode) {
      const { outbox } = status;
      showWaiting(page, status.page.pushed - status.page.durable, 'in memory');
      worker.show(status.page.pipeline);
      showWaiting(disk, outbox?.counters.pending ?? 0, 'waiting');
      network.show(mode === 'offline' ? 'off' : 'on', mode === 'offline' ? 'bad' : undefined);
      collector.show(mode === 'failing' ? 'answers 503' : 'healthy', mode === 'failing' ? 'bad' : undefined);
      root.dataset['mode'] = mode;

      if (before) {
        flights.fly(stops.page, stops.disk, status.page.durable - before.page.durable);
        if (before.outbox && outbox) flights.fly(stops.disk, stops.collector, outbox.counters.delivered - before.outbox.counters.delivered);
        if (hasFailed(before, status)) flights.bounce(stops.disk, mode === 'failing' ? stops.collector : stops.network);
      }
      before = status;
    },
  };
}

function showWaiting(where: Station, amount: number, words: string): void {
  if (amount > 0) where.show(`${grouped(amount)} ${words}`, 'busy');
  else where.show('empty');
}

/** A new wait that is not for the network is an attempt that came back. */
function hasFailed(before: Status, now: Status): boolean {
  const state = now.outbox?.flusher;
  if (state?.name !== 'waiting' || state.because === 'offline') return false;
  const last = before.outbox?.flusher;
  return last?.name !== 'waiting' || last.until !== state.until;
}
