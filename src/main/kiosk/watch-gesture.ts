import { afterTap, type Gesture, isInCorner } from './corner-taps.js';

/** Calls `onDone` whenever the gesture is made, until `signal` is aborted. */
export function watchGesture(gesture: Gesture, onDone: () => void, signal: AbortSignal): void {
  const { element, corner = 'top-left', sizePx = 64, taps = 5, withinMs = 3_000 } = gesture;
  let times: readonly number[] = [];

  function isMeant({ target, clientX: x, clientY: y }: PointerEvent): boolean {
    if (element) return target instanceof Node && element.contains(target);
    return isInCorner({ x, y }, corner, sizePx, { width: innerWidth, height: innerHeight });
  }

  function onTap(event: PointerEvent): void {
    // The event's own time grows when the clock is set.
    const next = afterTap(times, isMeant(event) ? event.timeStamp : undefined, { taps, withinMs });
    times = next === 'done' ? [] : next;
    if (next === 'done') onDone();
  }

  // Captured, because the application may keep the taps of its own buttons from going further.
  addEventListener('pointerdown', onTap, { capture: true, passive: true, signal });
}
