import { useSyncExternalStore } from 'react';
import { type Route, urlToRoute } from '../../shared/route.js';

/** One look at one address. */
export interface Visit {
  /** Another one at each navigation, also to the same address. */
  number: number;
  path: string;
  route: Route;
}

const start: Route = { name: 'listing', category: undefined };
const listeners = new Set<() => void>();
let visit = readVisit(1);

export function useVisit(): Visit {
  return useSyncExternalStore(subscribe, () => visit);
}

export function navigate(to: string): void {
  history.pushState(null, '', to);
  arrive();
}

function arrive(): void {
  visit = readVisit(visit.number + 1);
  for (const listener of listeners) listener();
}

function readVisit(number: number): Visit {
  return { number, path: location.pathname, route: urlToRoute(new URL(location.href)) ?? start };
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', arrive);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', arrive);
  };
}
