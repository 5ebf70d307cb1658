import type { Consent } from '../shared/event.js';
import { attempt } from './attempt.js';

/** What another party has put at `window.igEvents`, Intelligems' own client above all. */
export interface ForeignFacade {
  push(item: unknown): unknown;
}

/** Hands to a foreign facade what it would get without us: each event once, in order. */
export interface Tee {
  /** Keeps events from now on, for a facade that is still to come. */
  start(): void;
  /** @param text JSON text of a `CapturedEvent`: a snapshot, so that neither the page nor the facade changes what the other sees. */
  forward(text: string): void;
  /** Serves this facade from now on, and first with what was kept. Intelligems' hook makes a new one at each run. */
  adopt(facade: ForeignFacade): void;
  /** Nobody gets an event for which there is no consent; what was kept goes when it is granted. */
  obey(consent: Consent): void;
  facade(): ForeignFacade | undefined;
  /** Told of each facade before it gets an event. */
  onAdopt: () => void;
}

/** The oldest events that wait for a facade, which may never come; seldom more than 0.2 MB. */
const maxWaiting = 500;

export function createTee(): Tee {
  let facade: ForeignFacade | undefined;
  let waiting: string[] | undefined;
  let isGranted = true;

  function pass(): void {
    if (!facade || !isGranted) return;
    for (const text of waiting?.splice(0) ?? []) {
      const { item } = JSON.parse(text);
      // Null is what the shop's own hook has dropped, among others.
      if (item !== null) attempt(() => void Promise.resolve(facade?.push(item)).catch(() => {}), undefined);
    }
  }

  const tee: Tee = {
    start() {
      waiting ??= [];
    },
    forward(text) {
      if (waiting && waiting.length < maxWaiting) waiting.push(text);
      pass();
    },
    adopt(found) {
      facade = found;
      waiting ??= [];
      tee.onAdopt();
      // Intelligems' hooks learn who the visitor is in the effects after the one that assigns the facade: an event sent at once bears no user.
      queueMicrotask(pass);
    },
    obey(consent) {
      isGranted = consent === 'granted';
      if (consent === 'denied') waiting?.splice(0);
      pass();
    },
    facade: () => facade,
    onAdopt() {},
  };
  return tee;
}

/** Whether events can be handed to it. */
export function isForeignFacade(value: unknown): value is ForeignFacade {
  return attempt(() => !Array.isArray(value) && typeof Reflect.get(Object(value), 'push') === 'function', false);
}
