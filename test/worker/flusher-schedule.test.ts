import { describe, expect, it } from 'vitest';
import { flusherState } from '../../src/worker/flusher.js';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import { makeEntries } from '../support/make-event.js';
import { makeFlusher } from '../support/make-flusher.js';
import { makeOutbox } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';
import { accepted, createScriptedTransport, unavailable, unreachable } from '../support/scripted-transport.js';

const minute = 60_000;

describe('flusher-schedule', () => {
  it('hands its wait on to the next context, which obeys it to the millisecond', async () => {
    const clock = createManualClock();
    const first = makeFlusher(createScriptedTransport(unreachable), { clock });
    await first.outbox.append('page', makeEntries(1, 1));
    await first.flusher.flush({});
    first.flusher.close();
    const { until } = flusherState(false, 1, (await first.outbox.account()).schedule, clock.now()) as { until: number };

    const transport = createScriptedTransport(accepted);
    const second = makeFlusher(transport, { clock, settings: { site: first.site } });
    await second.flusher.flush({});
    await second.pass(until - clock.now() - 1);
    expect(transport.sent).toEqual([]);
    await second.pass(1);
    expect(transport.sent).toHaveLength(1);
    expect(transport.sent[0]?.envelope.headers['ig-attempt']).toBe('2');
  });

  it('ends a backoff when forced, but not the pause that the collector asked for', async () => {
    const transport = createScriptedTransport(unreachable, unavailable(60_000), accepted);
    const { flusher, outbox, clock, pass } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 1));
    await flusher.flush({});
    await flusher.flush({ force: true });
    expect(transport.sent).toHaveLength(2);
    await flusher.flush({ force: true });
    expect(transport.sent).toHaveLength(2);
    await pass(clock.waits()[0] ?? 0);
    expect(transport.sent).toHaveLength(3);
  });

  it('does not end a backoff for a new event', async () => {
    const transport = createScriptedTransport(unavailable(60_000), accepted);
    const { flusher, outbox, pass } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 1));
    await flusher.flush({});
    await outbox.append('page', makeEntries(2, 2));
    flusher.notify();
    await pass(59_000);
    expect(transport.sent).toHaveLength(1);
  });

  it('tries a misconfigured collector every 15 minutes, keeps everything and says what to check', async () => {
    const transport = createScriptedTransport({ kind: 'misconfigured', status: 403 });
    const { flusher, outbox, clock, pass, problems } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 5));
    await flusher.flush({});
    const { schedule, counters } = await outbox.account();
    expect(flusherState(false, 5, schedule, clock.now())).toEqual({
      name: 'held',
      until: clock.now() + 15 * minute,
      because: 'misconfigured',
    });
    expect(counters.pending).toBe(5);
    expect(problems()).toMatchObject([{ code: 'delivery-misconfigured', message: expect.stringContaining('403') }]);
    await pass(60 * minute);
    expect(transport.sent).toHaveLength(2);
  });

  it('does not try a misconfigured collector more often because the link flaps', async () => {
    const transport = createScriptedTransport({ kind: 'misconfigured', status: 403 });
    const { flusher, outbox, connectivity, pass } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 1));
    await flusher.flush({});
    for (let flap = 0; flap < 10; flap++) {
      connectivity.set(false);
      connectivity.set(true);
      await pass(2_000);
    }
    expect(transport.sent).toHaveLength(1);
  });

  it('does not ask while the browser says offline, looks all the same after some minutes, and at once when the connection is back', async () => {
    const transport = createScriptedTransport(unreachable, accepted);
    const { flusher, outbox, connectivity, clock, pass } = makeFlusher(transport, { online: false });
    await outbox.append('page', makeEntries(1, 1));
    await flusher.flush({});
    expect(transport.sent).toHaveLength(0);
    const [wait = 0] = clock.waits();
    expect(wait).toBeGreaterThanOrEqual(2.5 * minute);
    expect(wait).toBeLessThanOrEqual(5 * minute);
    await pass(wait);
    expect(transport.sent).toHaveLength(1);
    connectivity.set(true);
    await pass(0);
    await pass(1_000);
    expect(transport.sent).toHaveLength(2);
  });

  it('spreads kiosks over a minute when the connection is back', async () => {
    const waits: number[] = [];
    for (const random of [0.1, 0.5, 0.9]) {
      const clock = createManualClock({ random: () => random });
      const { flusher, outbox, connectivity, pass } = makeFlusher(createScriptedTransport(accepted), {
        clock,
        online: false,
        settings: { preset: 'kiosk' },
      });
      await outbox.append('page', makeEntries(1, 1));
      await flusher.flush({});
      connectivity.set(true);
      await pass(0);
      waits.push(...clock.waits());
    }
    expect(waits).toEqual([6_000, 30_000, 54_000]);
  });

  it('does not wait longer because the clock was set back by a year', async () => {
    const transport = createScriptedTransport(unreachable, accepted);
    const { flusher, outbox, clock, runTimers } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 1));
    await flusher.flush({});
    clock.jump(-365 * 24 * 60 * minute);
    await runTimers(5);
    expect(transport.sent).toHaveLength(2);
  });

  it('sends a new event at once although the clock of an idle device has just been set forward', async () => {
    const transport = createScriptedTransport(accepted);
    const { flusher, outbox, clock, pass } = makeFlusher(transport);
    await flusher.flush({});
    clock.jump(365 * 24 * 60 * minute);
    await outbox.append('page', makeEntries(1, 1));
    flusher.notify();
    await pass(1_000);
    expect(transport.sent).toHaveLength(1);
  });

  it('comes back for its events when another context took over and died', async () => {
    const transport = createScriptedTransport(async (sent) => {
      if (transport.sent.length === 1) await makeOutbox({ site: bench.site }).outbox.claim();
      return accepted(sent);
    });
    const bench = makeFlusher(transport);
    await bench.outbox.append('page', makeEntries(1, 1));
    await bench.flusher.flush({});
    expect((await bench.outbox.account()).counters.pending).toBe(1);
    await bench.runTimers();
    expect((await bench.outbox.account()).counters).toMatchObject({ delivered: 1, pending: 0 });
  });

  it('sends what another page has left behind, though it pushes nothing itself', async () => {
    const transport = createScriptedTransport(accepted);
    const bench = makeFlusher(transport);
    await bench.flusher.flush({});
    await makeOutbox({ site: bench.site }).outbox.append('other', makeEntries(1, 1, { pageId: 'other' }));
    await bench.pass(24 * 60 * minute);
    expect(transport.ids()).toEqual(['other:1']);
  });

  it.each([
    ['sending', true, 3, {}],
    ['idle', false, 0, { nextAttemptAt: 9_000, waitMs: 9_000 }],
    ['idle', false, 3, {}],
    ['waiting', false, 3, { nextAttemptAt: 9_000, waitMs: 9_000, because: 'retry-after' as const }],
    ['held', false, 3, { nextAttemptAt: 9_000, waitMs: 9_000, because: 'misconfigured' as const }],
  ])('tells that it is %s', (name, sending, pending, part) => {
    expect(flusherState(sending, pending, { ...firstSchedule, ...part }, 1_000).name).toBe(name);
  });

  it('hears that the connection is back while it is about to wait for one', async () => {
    const transport = createScriptedTransport(accepted);
    const { flusher, outbox, connectivity, pass } = makeFlusher(transport, { online: false });
    await outbox.append('page', makeEntries(1, 1));
    const { reschedule } = outbox;
    outbox.reschedule = (...args) => {
      connectivity.set(true);
      return reschedule(...args);
    };
    await flusher.flush({});
    for (let tenths = 0; tenths < 20; tenths++) await pass(100);
    expect(transport.sent).toHaveLength(1);
  });
});
