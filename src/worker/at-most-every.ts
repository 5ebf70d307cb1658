import type { Environment } from './environment.js';

/** Hands on at once, then at most one value per `ms`, the newest; `flush` does not wait for that, and `forget` gives up what waits. */
export function atMostEvery<Value>(
  ms: number,
  { schedule }: Environment,
  tell: (value: Value) => void,
): { give: (value: Value) => void; flush: () => void; forget: () => void } {
  let isResting = false;
  let next: { value: Value } | undefined;

  function flush(): void {
    if (next) tell(next.value);
    next = undefined;
  }

  function give(value: Value): void {
    next = { value };
    if (isResting) return;
    flush();
    isResting = true;
    schedule(() => {
      isResting = false;
      if (next) give(next.value);
    }, ms);
  }

  return { give, flush, forget: () => (next = undefined) };
}
