import type { Acknowledge } from '../shared/settings.js';
import { answerToDelivery, type Delivery } from './delivery.js';
import type { Envelope } from './envelope.js';
import type { Environment } from './environment.js';

/** Carries one envelope to the collector. Never throws: whatever happens is a `Delivery`. */
export interface Transport {
  send(envelope: Envelope, options: { keepalive: boolean }): Promise<Delivery>;
}

/** Deadline of a request: 15 s and the time that its bytes take at 8 KB/s, 2 minutes at most (fault catalog F74). */
const baseDeadlineMs = 15_000;
const slowestBytesPerMs = 8;
const maxDeadlineMs = 120_000;

export interface TransportParts {
  endpoint: string;
  acknowledge: Acknowledge;
  fetch: typeof fetch;
  environment: Pick<Environment, 'now' | 'schedule'>;
}

export function createTransport({ endpoint, acknowledge, fetch, environment }: TransportParts): Transport {
  return {
    async send({ batch, headers, body, bytes, compressed }, { keepalive }) {
      const abort = new AbortController();
      const deadlineMs = Math.min(maxDeadlineMs, baseDeadlineMs + bytes / slowestBytesPerMs);
      let cancel = (): void => {};
      // Raced, not only aborted: a fetch that the host page has wrapped may ignore the signal.
      const timeout = new Promise<Delivery>((resolve) => {
        cancel = environment.schedule(() => {
          resolve({ kind: 'later', because: 'timeout' });
          abort.abort();
        }, deadlineMs);
      });
      const request = async (): Promise<Delivery> => {
        // A followed redirect may turn the POST into a GET that succeeds, so none is followed.
        const init: RequestInit = { method: 'POST', headers, body, keepalive, redirect: 'manual', credentials: 'omit', cache: 'no-store' };
        const response = await fetch(endpoint, { ...init, signal: abort.signal }).catch((error: unknown) => {
          // The host page shares the keepalive budget; what finds no room in it is refused like a lost connection (fault catalog F77).
          if (keepalive) return fetch(endpoint, { ...init, keepalive: false, signal: abort.signal });
          throw error;
        });
        const answer = {
          status: response.status,
          redirected: response.redirected || response.type === 'opaqueredirect',
          contentType: response.headers.get('content-type') ?? '',
          retryAfter: response.headers.get('retry-after'),
          // Read always: an unread body keeps its share of the keepalive budget.
          text: await response.text(),
        };
        return answerToDelivery(answer, { batch, compressed, acknowledge, now: environment.now() });
      };
      const delivery = await Promise.race([timeout, request().catch((): Delivery => ({ kind: 'later', because: 'network' }))]);
      cancel();
      return delivery;
    },
  };
}
