import type { EventInput } from 'igevents';

type ShopWindow = Window & { igEvents?: { push(...events: EventInput[]): unknown } };

/** All the shop knows of the library: the documented interface, whether a stub or the pipeline is behind it. */
export function track(event: string, properties: Record<string, unknown> = {}): void {
  void (window as ShopWindow).igEvents?.push({ event, properties });
}
