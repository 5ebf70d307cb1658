import { type CloudEvent, dropsAfterAppend } from '../../src/shared/cloud-event.js';
import { isReport } from './make-outbox.js';

/** What a collector that has received these events would say is missing, per outbox: highest sequence − distinct received − reported losses. */
export function missingOf(received: readonly CloudEvent[]): { [source: string]: number } {
  const missing: { [source: string]: number } = {};
  for (const source of new Set(received.map((event) => event.source))) {
    const events = received.filter((event) => event.source === source);
    const numbers = new Set(events.map(({ sequence }) => Number(sequence)));
    const latest = events.filter(isReport).sort((one, other) => Number(other.sequence) - Number(one.sequence))[0]?.data;
    const dropped = dropsAfterAppend.reduce((sum, reason) => sum + (latest?.dropped[reason] ?? 0), 0);
    missing[source] = Math.max(...numbers) - numbers.size - dropped - (latest?.buried ?? 0);
  }
  return missing;
}
