import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/worker/delivery.js';
import type { Envelope } from '../../src/worker/envelope.js';
import { createRecentBatches } from '../../src/worker/recent-batches.js';
import { createManualClock, startOfTime } from '../support/manual-clock.js';
import { type Answer, accepted, createScriptedTransport, unavailable, unreachable } from '../support/scripted-transport.js';

function makeEnvelope(n: number): Envelope {
  return { batch: `b${n}`, attempt: n, events: 2, headers: {}, body: '[]', bytes: 40, compressed: false };
}

function makeRecent(...answers: [Answer, ...Answer[]]) {
  const clock = createManualClock();
  const transport = createScriptedTransport(...answers);
  return { clock, transport, recent: createRecentBatches(transport, clock) };
}

async function outcomeOf(delivery: Delivery): Promise<unknown> {
  const { recent } = makeRecent(delivery);
  await recent.send(makeEnvelope(1), { keepalive: false });
  return recent.list()[0]?.outcome;
}

describe('recent-batches', () => {
  it('lets the envelope pass as it is, and the answer back', async () => {
    const { recent, transport } = makeRecent(unreachable);
    const envelope = makeEnvelope(1);
    expect(await recent.send(envelope, { keepalive: true })).toBe(unreachable);
    expect(transport.sent).toMatchObject([{ envelope, keepalive: true }]);
  });

  it('tells of each attempt what was sent, and what became of it after how long', async () => {
    const { recent, clock } = makeRecent((sent) => {
      clock.jump(70);
      return accepted(sent);
    });
    await recent.send(makeEnvelope(3), { keepalive: false });
    expect(recent.list()).toEqual([
      {
        batch: 'b3',
        at: startOfTime,
        attempt: 3,
        events: 2,
        bytes: 40,
        keepalive: false,
        outcome: { kind: 'accepted', ms: 70, detail: '' },
      },
    ]);
  });

  it('has no outcome for a batch that is on its way, and no time below zero when the clock is set back', async () => {
    let answer = (_delivery: Delivery): void => {};
    const { recent, clock } = makeRecent(() => new Promise((resolve) => (answer = resolve)));
    const sending = recent.send(makeEnvelope(1), { keepalive: false });
    expect(recent.list()[0]?.outcome).toBeUndefined();
    clock.jump(-1_000);
    answer(unreachable);
    await sending;
    expect(recent.list()[0]?.outcome).toEqual({ kind: 'later', ms: 0, detail: 'network' });
  });

  it('keeps the last twenty, the newest first', async () => {
    const { recent } = makeRecent(accepted);
    for (let n = 1; n <= 25; n++) await recent.send(makeEnvelope(n), { keepalive: false });
    expect(recent.list().map(({ batch }) => batch)).toEqual(Array.from({ length: 20 }, (_, index) => `b${25 - index}`));
  });

  it('says why in the words of the answer', async () => {
    expect(await outcomeOf(unavailable())).toMatchObject({ kind: 'later', status: 503, detail: 'status' });
    expect(await outcomeOf({ kind: 'untrusted', why: 'it was redirected' })).toMatchObject({
      kind: 'untrusted',
      detail: 'it was redirected',
    });
    expect(await outcomeOf({ kind: 'refused', status: 422, detail: 'No.' })).toMatchObject({ kind: 'refused', status: 422, detail: 'No.' });
    expect(await outcomeOf({ kind: 'misconfigured', status: 401 })).toMatchObject({ kind: 'misconfigured', status: 401 });
    expect(await outcomeOf({ kind: 'too-large' })).toEqual({ kind: 'too-large', ms: 0, detail: '' });
  });
});
