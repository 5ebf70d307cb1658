/** Where and how often somebody has to tap who knows it. */
export interface Gesture {
  /** Whatever of the page is tapped. @default a corner of the window */
  element?: Element;
  /** @default 'top-left' */
  corner?: Corner;
  /** Side of the corner's square, CSS pixels. @default 64 */
  sizePx?: number;
  /** @default 5 */
  taps?: number;
  /** All of them, ms. @default 3000 */
  withinMs?: number;
}

export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

interface Place {
  x: number;
  y: number;
}

export function isInCorner({ x, y }: Place, corner: Corner, sizePx: number, size: { width: number; height: number }): boolean {
  const isNearX = corner.endsWith('left') ? x < sizePx : x >= size.width - sizePx;
  const isNearY = corner.startsWith('top') ? y < sizePx : y >= size.height - sizePx;
  return isNearX && isNearY;
}

/** @returns the times of the taps that still count, or `done` when this one was the last; a tap elsewhere, `undefined`, begins anew. */
export function afterTap(
  times: readonly number[],
  at: number | undefined,
  { taps, withinMs }: { taps: number; withinMs: number },
): readonly number[] | 'done' {
  if (at === undefined) return [];
  const recent = [...times.filter((time) => at - time < withinMs), at];
  return recent.length >= taps ? 'done' : recent;
}
