import type { IgEvents, Status } from 'igevents';
import { element } from './element.js';

const askMs = 5_000;

/** What staff can see from across the room, and customers do not notice. */
export type Health = 'well' | 'waiting' | 'troubled';

function healthOf({ page, outbox }: Status): Health {
  if (page.pipeline === 'failed' || !outbox || outbox.storage === 'memory' || outbox.flusher.name === 'held') return 'troubled';
  return outbox.flusher.name === 'waiting' ? 'waiting' : 'well';
}

export function createHealthDot(igEvents: Pick<IgEvents, 'status'>, deviceId: string): HTMLElement {
  const dot = element('span', { class: 'health', title: deviceId });
  async function look(): Promise<void> {
    const status = await igEvents.status();
    dot.dataset['health'] = healthOf(status);
    dot.title = `${deviceId}: ${status.outbox?.counters.pending ?? '?'} events wait`;
  }
  setInterval(() => void look(), askMs);
  void look();
  return dot;
}
