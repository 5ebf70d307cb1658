import type { CloudEvent } from '../../src/shared/cloud-event.js';

/** Events that a collector has trouble with: it rejects the event, refuses its whole batch, or breaks on it. */
export type Poison = 'rejected' | '400' | '500';

export function poisonName(poison: Poison): string {
  return `poison ${poison}`;
}

export function poisonOf({ data }: Pick<CloudEvent, 'data'>): Poison | undefined {
  if (!('event' in data)) return undefined;
  switch (data.event) {
    case 'poison rejected':
      return 'rejected';
    case 'poison 400':
      return '400';
    case 'poison 500':
      return '500';
    default:
      return undefined;
  }
}
