import type { Status } from 'igevents';
import { type RefObject, useEffect, useRef } from 'react';
import { createFlights, type Flights } from './flights.js';
import type { NetworkMode } from './network.js';

const stops = { page: 0, disk: 2, network: 3, collector: 4 };
const stopCount = 5;

/** Shows what has moved from one status to the next, as dots in the element of the returned reference. */
export function useFlights(status: Status, mode: NetworkMode): RefObject<HTMLDivElement | null> {
  const root = useRef<HTMLDivElement>(null);
  const flights = useRef<Flights>(undefined);
  const before = useRef<Status>(undefined);
  useEffect(() => {
    if (!root.current) return;
    flights.current ??= createFlights(root.current, stopCount);
    if (before.current && before.current !== status) launch(flights.current, before.current, status, mode);
    before.current = status;
  }, [status, mode]);
  return root;
}

function launch(flights: Flights, before: Status, now: Status, mode: NetworkMode): void {
  flights.fly(stops.page, stops.disk, now.page.durable - before.page.durable);
  if (before.outbox && now.outbox) {
    flights.fly(stops.disk, stops.collector, now.outbox.counters.delivered - before.outbox.counters.delivered);
  }
  if (hasFailed(before, now)) flights.bounce(stops.disk, mode === 'failing' ? stops.collector : stops.network);
}

/** A new wait that is not for the network is an attempt that came back. */
function hasFailed(before: Status, now: Status): boolean {
  const state = now.outbox?.flusher;
  if (state?.name !== 'waiting' || state.because === 'offline') return false;
  const last = before.outbox?.flusher;
  return last?.name !== 'waiting' || last.until !== state.until;
}
