import type { ProblemLog } from '../shared/problem.js';
import type { Delivery } from './delivery.js';
import type { Step } from './retry-policy.js';

/** Says in a sentence what an attempt showed to be wrong; a plain success says nothing. */
export function deliveryProblem(delivery: Delivery, { verdict, schedule }: Step, endpoint: string, problems: ProblemLog): void {
  const next = `Its events wait; the next attempt is in ${Math.ceil(schedule.waitMs / 1_000)} s.`;
  switch (delivery.kind) {
    case 'accepted':
      for (const { id, code, detail, retryable } of delivery.acknowledgement.rejected) {
        if (!retryable)
          problems.report('event-buried', `The collector refused event ${id} (${code})${inWords(detail)} It is kept as a dead letter.`);
      }
      return;
    case 'untrusted':
      problems.report(
        'delivery-delayed',
        `${endpoint} is not answering as a collector: ${delivery.why}. Perhaps a captive portal or a service worker answers in its place. ${next}`,
      );
      return;
    case 'later':
      problems.report('delivery-delayed', `The collector at ${endpoint} did not take a batch (${reasonOf(delivery)}). ${next}`);
      return;
    case 'too-large':
      if (verdict === 'drop')
        problems.report(
          'event-dropped',
          "The collector finds a single event too large. It was dropped and counted; raise the collector's limit or send smaller properties.",
        );
      return;
    case 'encoding-refused':
      return;
    case 'refused':
      if (verdict === 'bury')
        problems.report(
          'event-buried',
          `The collector refused an event with status ${delivery.status}${inWords(delivery.detail)} It is kept as a dead letter.`,
        );
      return;
    case 'misconfigured':
      problems.report(
        'delivery-misconfigured',
        `The collector at ${endpoint} answered ${delivery.status}; check the settings endpoint and writeKey. ${next}`,
      );
      return;
  }
}

/** The end of a sentence, with what the collector says where it says something. */
function inWords(detail: string): string {
  const words = detail.trim();
  if (words === '') return '.';
  return /[.!?…]$/.test(words) ? `: ${words}` : `: ${words}.`;
}

function reasonOf(delivery: Delivery & { kind: 'later' }): string {
  if (delivery.because === 'timeout') return 'no answer in time';
  return delivery.because === 'network' ? 'it could not be reached' : `status ${delivery.status}`;
}
