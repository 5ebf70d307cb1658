/** A customer who chooses looks up from time to time; ms without a touch. */
const idleMs = 45_000;

/** Calls `onIdle` once when nobody has touched the screen for a while; begins with `start`. */
export function watchIdle(onIdle: () => void): { start(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }
  function start(): void {
    stop();
    timer = setTimeout(() => {
      timer = undefined;
      onIdle();
    }, idleMs);
  }
  addEventListener('pointerdown', () => timer !== undefined && start(), { capture: true, passive: true });
  return { start, stop };
}
