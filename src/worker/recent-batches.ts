import type { BatchAttempt, BatchOutcome } from '../shared/protocol.js';
import type { Delivery } from './delivery.js';
import type { Environment } from './environment.js';
import type { Transport } from './transport.js';

/** The last attempts, for whoever looks into the pipeline. */
export interface RecentBatches extends Transport {
  /** The newest first. */
  list(): BatchAttempt[];
}

const maxBatches = 20;

/** Lets every envelope pass to `transport` and remembers what became of the last ones. */
export function createRecentBatches(transport: Transport, { now }: Pick<Environment, 'now'>): RecentBatches {
  let recent: BatchAttempt[] = [];
  return {
    async send(envelope, options) {
      const { batch, attempt, events, bytes } = envelope;
      const at = now();
      const noted: BatchAttempt = { batch, at, attempt, events, bytes, keepalive: options.keepalive, outcome: undefined };
      recent = [noted, ...recent].slice(0, maxBatches);
      const delivery = await transport.send(envelope, options);
      // The wall clock may have been set back meanwhile.
      noted.outcome = { ...deliveryToOutcome(delivery), ms: Math.max(0, now() - at) };
      return delivery;
    },
    list: () => recent.map((each) => ({ ...each })),
  };
}

function deliveryToOutcome(delivery: Delivery): Omit<BatchOutcome, 'ms'> {
  const { kind } = delivery;
  switch (kind) {
    case 'untrusted':
      return { kind, detail: delivery.why };
    case 'later':
      return { kind, detail: delivery.because, ...(delivery.status !== undefined && { status: delivery.status }) };
    case 'refused':
      return { kind, status: delivery.status, detail: delivery.detail };
    case 'misconfigured':
      return { kind, status: delivery.status, detail: '' };
    default:
      return { kind, detail: '' };
  }
}
