/** When somebody last touched the page, by the monotonic clock, ms. */
export interface Touches {
  idleMs(): number;
  /** True from a touch until `forget` is called: somebody was here. */
  isVisit(): boolean;
  forget(): void;
}

const kinds = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

export function watchTouches(signal: AbortSignal): Touches {
  let lastAt = performance.now();
  let isVisit = false;
  const onTouch = (): void => {
    lastAt = performance.now();
    isVisit = true;
  };
  for (const kind of kinds) addEventListener(kind, onTouch, { capture: true, passive: true, signal });
  return {
    idleMs: () => performance.now() - lastAt,
    isVisit: () => isVisit,
    forget: () => {
      isVisit = false;
    },
  };
}
