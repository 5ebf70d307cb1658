/** Lets any number of waiters know that something happened, without telling what. */
export interface Signal {
  notify(): void;
  /** Resolves at the next `notify`. Take it before looking, and nothing that happens meanwhile is overlooked. */
  next(): Promise<void>;
}

export function createSignal(): Signal {
  let { promise, resolve } = withResolver();
  return {
    notify() {
      resolve();
      ({ promise, resolve } = withResolver());
    },
    next: () => promise,
  };
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
