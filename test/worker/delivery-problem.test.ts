import { describe, expect, it } from 'vitest';
import { createProblemLog } from '../../src/shared/problem.js';
import type { Delivery } from '../../src/worker/delivery.js';
import { deliveryProblem } from '../../src/worker/delivery-problem.js';
import { firstSchedule, type Step } from '../../src/worker/retry-policy.js';
import { acceptedBut, unavailable, unreachable } from '../support/scripted-transport.js';

const envelope = { batch: 'b', attempt: 1, events: 1, headers: {}, body: '', bytes: 0, compressed: false };
const rejection = { id: 'page:1', code: 'bad-name', detail: 'Too long.' };

function told(delivery: Delivery, verdict: Step['verdict'] = 'keep'): string[] {
  const log = createProblemLog(
    () => 0,
    () => {},
  );
  deliveryProblem(delivery, { verdict, schedule: { ...firstSchedule, waitMs: 1_500 } }, 'https://shop.example/e', log);
  return log.list().map(({ code, message }) => `${code}: ${message}`);
}

describe('delivery-problem', () => {
  it.each<[Delivery, Step['verdict'], string[]]>([
    [
      { kind: 'untrusted', why: 'it was redirected' },
      'keep',
      ['delivery-delayed', 'https://shop.example/e', 'it was redirected', 'in 2 s'],
    ],
    [unreachable, 'keep', ['delivery-delayed', 'could not be reached', 'in 2 s']],
    [{ kind: 'later', because: 'timeout' }, 'keep', ['delivery-delayed', 'no answer in time']],
    [unavailable(), 'keep', ['delivery-delayed', 'status 503']],
    [{ kind: 'misconfigured', status: 401 }, 'keep', ['delivery-misconfigured', '401', 'writeKey']],
    [{ kind: 'too-large' }, 'drop', ['event-dropped', 'too large']],
    [{ kind: 'refused', status: 422, detail: 'no such event' }, 'bury', ['event-buried', '422', 'no such event']],
    [acceptedBut([{ ...rejection, retryable: false }])({ envelope }), 'acknowledge', ['event-buried', 'page:1', 'bad-name', 'Too long.']],
  ])('says of %j (%s) what happened, with which value, and what comes next', (delivery, verdict, parts) => {
    const [message = '', ...more] = told(delivery, verdict);
    expect(more).toEqual([]);
    for (const part of parts) expect(message).toContain(part);
  });

  it.each([
    ['no such event', 'with status 422: no such event. It is kept'],
    ['No such event.', 'with status 422: No such event. It is kept'],
    ['No such event!\n', 'with status 422: No such event! It is kept'],
    ['', 'with status 422. It is kept'],
    [' \n', 'with status 422. It is kept'],
  ])('ends the sentence once where the collector says %j', (detail, sentence) => {
    expect(told({ kind: 'refused', status: 422, detail }, 'bury')[0]).toContain(sentence);
    const rejected = acceptedBut([{ ...rejection, detail, retryable: false }])({ envelope });
    expect(told(rejected, 'acknowledge')[0]).toContain(sentence.replace('with status 422', '(bad-name)'));
  });

  it.each<[Delivery, Step['verdict']]>([
    [acceptedBut([])({ envelope }), 'acknowledge'],
    [acceptedBut([{ ...rejection, retryable: true }])({ envelope }), 'acknowledge'],
    [{ kind: 'too-large' }, 'keep'],
    [{ kind: 'refused', status: 400, detail: '' }, 'keep'],
    [{ kind: 'encoding-refused' }, 'keep'],
  ])('says nothing of %j (%s), which is no trouble or mends itself', (delivery, verdict) => {
    expect(told(delivery, verdict)).toEqual([]);
  });
});
