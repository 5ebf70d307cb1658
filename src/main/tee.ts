import { type ForeignFacade, handOn } from './foreign-facade.js';

/** Hands to a foreign facade what it would get without us: each event once, in order. */
export interface Tee {
  /** Serves this facade from now on, and first with what was kept. Intelligems' hook makes a new one at each run. */
  adopt(facade: ForeignFacade): void;
  /** Hands on what waits, if there is consent for it. */
  pass(): void;
  facade(): ForeignFacade | undefined;
}

export interface TeeParts {
  /** JSON texts of `CapturedEvent`s, snapshots, that no facade has got yet. */
  waiting: string[];
  isGranted: () => boolean;
  /** Told of each facade before it gets an event. */
  onAdopt: () => void;
}

export function createTee({ waiting, isGranted, onAdopt }: TeeParts): Tee {
  let facade: ForeignFacade | undefined;

  function pass(): void {
    if (!facade || !isGranted()) return;
    for (const text of waiting.splice(0)) handOn(facade, text);
  }

  return {
    adopt(found) {
      facade = found;
      onAdopt();
      // Intelligems' hooks learn who the visitor is in the effects after the one that assigns the facade: an event sent at once bears no user.
      queueMicrotask(pass);
    },
    pass,
    facade: () => facade,
  };
}
