import type { CloudEvent, Rejection } from '../../src/shared/cloud-event.js';
import type { Delivery } from '../../src/worker/delivery.js';
import type { Envelope } from '../../src/worker/envelope.js';
import type { Transport } from '../../src/worker/transport.js';

/** What a transport was asked to carry. */
export interface Sent {
  envelope: Envelope;
  keepalive: boolean;
  /** The events in the body, which must be plain for that. */
  events: CloudEvent[];
}

/** What the collector answers, or how it finds the answer. */
export type Answer = Delivery | ((sent: Sent) => Delivery | Promise<Delivery>);

export interface ScriptedTransport extends Transport {
  readonly sent: Sent[];
  /** Ids of all events sent so far, in the order of their sending. */
  ids(): string[];
}

/** Answers from a list; the last answer stands for all that follow. */
export function createScriptedTransport(...answers: [Answer, ...Answer[]]): ScriptedTransport {
  const sent: Sent[] = [];
  let [answer] = answers;
  const rest = answers.slice(1);
  let first = true;
  return {
    sent,
    ids: () => sent.flatMap(({ events }) => events.map(({ id }) => id)),
    async send(envelope, { keepalive }) {
      if (!first) answer = rest.shift() ?? answer;
      first = false;
      const events = typeof envelope.body === 'string' ? (JSON.parse(envelope.body) as CloudEvent[]) : [];
      const each = { envelope, keepalive, events };
      sent.push(each);
      return typeof answer === 'function' ? answer(each) : answer;
    },
  };
}

/** Takes everything. */
export function accepted({ envelope }: Pick<Sent, 'envelope'>): Delivery {
  return acceptedBut([])({ envelope });
}

/** Takes everything but some, as the collector's answer says it. */
export function acceptedBut(rejected: Rejection[], retryAfterMs = 0): (sent: Pick<Sent, 'envelope'>) => Delivery {
  return ({ envelope }) => ({
    kind: 'accepted',
    acknowledgement: { batch: envelope.batch, accepted: 0, duplicates: 0, rejected, retryAfterMs },
  });
}

export const unreachable: Delivery = { kind: 'later', because: 'network' };

export function unavailable(retryAfterMs?: number): Delivery {
  return { kind: 'later', because: 'status', status: 503, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
