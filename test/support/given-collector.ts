import type { CloudEvent, Rejection } from '../../src/shared/cloud-event.js';
import { isCustom } from './make-outbox.js';

/** A collector that is a function: what it took, and what it does with the next requests. */
export interface GivenCollector {
  fetch: typeof fetch;
  /** Everything that was taken, repeats included. */
  received: CloudEvent[];
  /** Ids of the pushed events that were taken, each once, in the order of arrival. */
  ids(): string[];
  /** The status of its answers. @default 200 */
  status: number;
  /** Events that it rejects one by one. @default none */
  reject: (event: CloudEvent) => Omit<Rejection, 'id'> | undefined;
  /** Keeps every answer back until the function that it returns is called. */
  hold(): () => void;
  requests: number;
}

export function createGivenCollector(): GivenCollector {
  let held: Promise<void> | undefined;
  const collector: GivenCollector = {
    received: [],
    status: 200,
    requests: 0,
    reject: () => undefined,
    ids: () => [...new Set(collector.received.filter(isCustom).map(({ id }) => id))],
    hold() {
      let release = (): void => {};
      held = new Promise((resolve) => {
        release = () => {
          held = undefined;
          resolve();
        };
      });
      return release;
    },
    fetch: async (_url, init) => {
      collector.requests += 1;
      const { status } = collector;
      if (status !== 200) return new Response('', { status });
      const events = JSON.parse(String(init?.body)) as CloudEvent[];
      const rejected = events.flatMap((event) => {
        const rejection = collector.reject(event);
        return rejection ? [{ id: event.id, ...rejection }] : [];
      });
      const known = new Set(collector.received.map(({ id }) => id));
      const taken = events.filter(({ id }) => !rejected.some((each) => each.id === id));
      const duplicates = taken.filter(({ id }) => known.has(id)).length;
      collector.received.push(...taken);
      if (held) await held;
      const batch = new Headers(init?.headers).get('ig-batch');
      return Response.json({ batch, accepted: taken.length - duplicates, duplicates, rejected, retryAfterMs: 0 });
    },
  };
  return collector;
}
