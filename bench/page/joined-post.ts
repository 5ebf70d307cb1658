import type { ShopEvent } from '../shared/shop-event.js';
import { bareWorkers } from './bare-workers.js';

const texts: string[] = [];

/** The floor of a burst: stringify, and one post per task. */
export function pushJoined(event: ShopEvent): void {
  if (texts.push(JSON.stringify(event)) === 1) queueMicrotask(post);
}

function post(): void {
  bareWorkers.echo().postMessage(texts.join(',\n'));
  texts.length = 0;
}
