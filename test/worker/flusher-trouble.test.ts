import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/worker/delivery.js';
import { makeEntries } from '../support/make-event.js';
import { makeFlusher } from '../support/make-flusher.js';
import { waitingIn } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';
import { nothing } from '../support/nothing.js';
import { accepted, acceptedBut, createScriptedTransport, type Sent, unavailable } from '../support/scripted-transport.js';

const holds = ({ events }: Sent, id: string): boolean => events.some((event) => event.id === id);
const refused = { kind: 'refused' as const, status: 422, detail: 'no' };

describe('flusher-trouble', () => {
  it('isolates the event that the collector refuses and delivers all the others, without a wait', async () => {
    const transport = createScriptedTransport((sent) => (holds(sent, 'page:37') ? refused : accepted(sent)));
    const { flusher, outbox, problems } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 100));
    expect(await flusher.flush({})).toBe(99);
    expect((await outbox.account()).counters).toMatchObject({ delivered: 99, buried: 1, pending: 0 });
    expect(problems()).toMatchObject([{ code: 'event-buried', message: expect.stringContaining('422') }]);
    expect(transport.sent.length).toBeLessThanOrEqual(20);
  });

  it('halves a batch that is too large, and drops and counts the event that is too large alone', async () => {
    const transport = createScriptedTransport((sent) =>
      String(sent.envelope.body).length > 5_000 ? { kind: 'too-large' } : accepted(sent),
    );
    const { flusher, outbox } = makeFlusher(transport);
    await outbox.append('page', [...makeEntries(1, 20), ...makeEntries(21, 21, { properties: 'x'.repeat(6_000) }), ...makeEntries(22, 25)]);
    expect(await flusher.flush({})).toBe(24);
    expect((await outbox.account()).counters).toMatchObject({ pending: 0, dropped: { 'too-large': 1 } });
  });

  it('stops burying when the collector refuses everything, before that costs an event', async () => {
    const transport = createScriptedTransport(refused);
    const { flusher, outbox, problems } = makeFlusher(transport);
    for (let n = 1; n <= 50; n++) await outbox.append('page', makeEntries(n, n, { properties: 'x'.repeat(32_000) }));
    await flusher.flush({});
    const { counters } = await outbox.account();
    expect(counters.dropped).toEqual({});
    expect(counters.pending + counters.buried).toBe(50);
    expect(counters.pending).toBeGreaterThan(0);
    expect(problems().map(({ code }) => code)).toContain('delivery-misconfigured');
  });

  it('puts the one event aside that always makes the server fail, once others have passed', async () => {
    const transport = createScriptedTransport((sent) => (holds(sent, 'page:1') ? unavailable() : accepted(sent)));
    const { flusher, outbox, runTimers } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 10));
    await flusher.flush({});
    await runTimers(30);
    expect((await outbox.account()).counters).toMatchObject({ delivered: 9, pending: 1 });
  });

  it.each([
    ['at the front', [1, 2], 500],
    ['in the middle', [4, 5], 500],
    ['three of them', [1, 2, 3], 500],
    ['apart', [1, 3], 500],
    ['at the front', [1, 2], 1],
  ])(
    'puts several such events aside that stand side by side, and delivers what is behind them (%s: %j, rows of %i)',
    async (_where, bad, maxBatchEvents) => {
      const isBad = (sent: Sent): boolean => bad.some((n) => holds(sent, `page:${n}`));
      const broken: Delivery = { kind: 'later', because: 'status', status: 500 };
      const transport = createScriptedTransport((sent) => (isBad(sent) ? broken : accepted(sent)));
      const { flusher, outbox, runTimers } = makeFlusher(transport, { settings: { maxBatchEvents } });
      await outbox.append('page', makeEntries(1, 10));
      await flusher.flush({});
      for (let turn = 0; turn < 20 && (await waitingIn(outbox)).length > 0; turn++) await runTimers(5);
      expect(await waitingIn(outbox)).toEqual([]);
      expect((await outbox.account()).counters).toMatchObject({
        delivered: 10 - bad.length,
        pending: bad.length,
        buried: 0,
        dropped: nothing,
      });
      expect(new Set(transport.sent.filter((sent) => !isBad(sent)).flatMap(({ events }) => events.map(({ id }) => id))).size).toBe(
        10 - bad.length,
      );
    },
  );

  it('does not put an innocent event aside when an outage ends just while others are tried', async () => {
    for (let outage = 1; outage <= 24; outage++) {
      const transport = createScriptedTransport((sent) => (transport.sent.length <= outage ? unavailable() : accepted(sent)));
      const { flusher, outbox, clock, lock } = makeFlusher(transport, { clock: createManualClock({ random: () => 0.5 }) });
      await outbox.append('page', makeEntries(1, 4));
      await flusher.flush({});
      for (let timer = 0; timer < outage + 3 && clock.runNext(); timer++) await lock.whenFree();
      expect([outage, (await outbox.account()).counters.pending]).toEqual([outage, 0]);
    }
  });

  it('keeps trying a lone suspect although its row says that more were appended', async () => {
    const rejected = { id: 'page:2', code: 'bad', detail: '', retryable: false };
    const busy = { id: 'page:1', code: 'busy', detail: '', retryable: true };
    const outage = Array.from({ length: 7 }, () => unavailable());
    const transport = createScriptedTransport(acceptedBut([busy, rejected]), ...outage, accepted);
    const { flusher, outbox, runTimers } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 2));
    await flusher.flush({});
    await runTimers();
    expect((await outbox.account()).counters).toMatchObject({ delivered: 1, buried: 1, pending: 0 });
  });

  it('lets new events pass while the collector asks for one of them again and again', async () => {
    const busy = { id: 'page:1', code: 'busy', detail: '', retryable: true };
    const transport = createScriptedTransport((sent) => (holds(sent, 'page:1') ? acceptedBut([busy])(sent) : accepted(sent)));
    const { flusher, outbox, pass, runTimers } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 1));
    await flusher.flush({});
    await runTimers(30);
    await outbox.append('page', makeEntries(2, 2));
    flusher.notify();
    await pass(60_000);
    expect((await outbox.account()).counters.delivered).toBe(1);
  });

  it.each<[string, Delivery]>([
    ['refuses', refused],
    ['finds too large', { kind: 'too-large' }],
  ])('comes to an end with a collector that %s the reports themselves', async (_what, answer) => {
    const isReport = ({ events }: Sent): boolean => events.some(({ type }) => type === 'io.igevents.report.v1');
    const transport = createScriptedTransport((sent) => (isReport(sent) ? answer : accepted(sent)));
    const { flusher, outbox } = makeFlusher(transport);
    await outbox.append('page', [{ n: 1, rejected: 'name-missing' }, ...makeEntries(2, 3)]);
    expect(await flusher.flush({})).toBe(2);
    expect(transport.sent.length).toBeLessThan(10);
    expect((await outbox.account()).counters).toMatchObject({ delivered: 2, pending: 0, buried: 0, dropped: nothing });
  });

  it('obeys the pause that the collector asks for together with the answer that convicts a suspect', async () => {
    const transport = createScriptedTransport((sent) => (holds(sent, 'page:1') ? unavailable(3_600_000) : accepted(sent)));
    const { flusher, outbox, clock, lock } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 3));
    await flusher.flush({});
    let hourBefore = clock.now();
    for (let timer = 0; timer < 30 && clock.runNext(); timer++) {
      const before = transport.sent.length;
      await lock.whenFree();
      const asked = transport.sent.findIndex((sent, index) => index >= before && holds(sent, 'page:1'));
      if (asked < 0) continue;
      expect(transport.sent.length).toBe(asked + 1);
      expect(clock.now() - hourBefore).toBeGreaterThanOrEqual(3_600_000);
      hourBefore = clock.now();
    }
    expect((await outbox.account()).counters).toMatchObject({ delivered: 2, pending: 1 });
  });

  it('turns compression off for a collector that refuses it, and only then', async () => {
    const transport = createScriptedTransport((sent) => (sent.envelope.compressed ? { kind: 'encoding-refused' } : accepted(sent)));
    const { flusher, outbox } = makeFlusher(transport, { settings: { compression: 'gzip', maxBatchEvents: 10 } });
    await outbox.append('page', makeEntries(1, 30));
    expect(await flusher.flush({})).toBe(30);
    expect(transport.sent.map(({ envelope }) => envelope.compressed)).toEqual([true, false, false, false]);
  });
});
