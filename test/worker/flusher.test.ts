import { describe, expect, it } from 'vitest';
import { byteLength } from '../../src/shared/byte-length.js';
import { makeEntries } from '../support/make-event.js';
import { makeFlusher } from '../support/make-flusher.js';
import { waitingIn } from '../support/make-outbox.js';
import { accepted, acceptedBut, createScriptedTransport, unavailable, unreachable } from '../support/scripted-transport.js';

const ids = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `page:${from + index}`);

describe('flusher', () => {
  it('sends all that waits, the oldest first, in batches within the limits', async () => {
    const transport = createScriptedTransport(accepted);
    const { flusher, outbox } = makeFlusher(transport, { settings: { maxBatchEvents: 3 } });
    await outbox.append('page', makeEntries(1, 8));
    expect(await flusher.flush({})).toBe(8);
    expect(transport.sent.map(({ events }) => events.length)).toEqual([3, 3, 2]);
    expect(transport.ids()).toEqual(ids(1, 8));
    expect((await outbox.account()).counters).toMatchObject({ delivered: 8, pending: 0 });
  });

  it('gives the first event of a batch time for company', async () => {
    const transport = createScriptedTransport(accepted);
    const { flusher, outbox, clock, pass } = makeFlusher(transport, { settings: { flushDelayMs: 200 } });
    await outbox.append('page', makeEntries(1, 1));
    flusher.notify();
    flusher.notify();
    expect(clock.waits()).toEqual([200]);
    await pass(199);
    expect(transport.sent).toEqual([]);
    await outbox.append('page', makeEntries(2, 2));
    await pass(1);
    expect(transport.ids()).toEqual(ids(1, 2));
  });

  it('sends at once what shall not wait, and the company that is there', async () => {
    const transport = createScriptedTransport(accepted);
    const { flusher, outbox, clock, pass } = makeFlusher(transport, { settings: { flushDelayMs: 200 } });
    await outbox.append('page', makeEntries(1, 1));
    flusher.notify();
    await outbox.append('page', makeEntries(2, 2));
    flusher.notify(true);
    expect(clock.waits()).toEqual([0]);
    await pass(0);
    expect(transport.ids()).toEqual(ids(1, 2));
  });

  it('lets nothing shorten a wait that the schedule asks for', async () => {
    const transport = createScriptedTransport(unavailable(), accepted);
    const { flusher, outbox, clock } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 1));
    await flusher.flush({});
    const waits = clock.waits();
    expect(waits[0]).toBeGreaterThan(0);
    await outbox.append('page', makeEntries(2, 2));
    flusher.notify(true);
    expect(clock.waits()).toEqual(waits);
  });

  it('asks nobody when nothing waits', async () => {
    const transport = createScriptedTransport(accepted);
    const { flusher } = makeFlusher(transport);
    expect(await flusher.flush({ force: true })).toBe(0);
    expect(transport.sent).toEqual([]);
  });

  it('keeps the events when the collector answers 503, and sends the same batch again under the same id', async () => {
    const transport = createScriptedTransport(unavailable(), unreachable, accepted);
    const { flusher, outbox, runTimers } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 3));
    expect(await flusher.flush({})).toBe(0);
    expect(await waitingIn(outbox)).toHaveLength(3);
    await runTimers();
    const [first, second, third] = transport.sent.map(({ envelope }) => envelope);
    expect([second?.batch, third?.batch]).toEqual([first?.batch, first?.batch]);
    expect([second?.body, third?.body]).toEqual([first?.body, first?.body]);
    expect([first, second, third].map((envelope) => envelope?.headers['ig-attempt'])).toEqual(['1', '2', '3']);
    expect((await outbox.account()).counters).toMatchObject({ delivered: 3, pending: 0 });
  });

  it('stamps each attempt with its own time', async () => {
    const transport = createScriptedTransport(unreachable, accepted);
    const { flusher, outbox, clock, runTimers } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 1));
    const first = new Date(clock.now()).toISOString();
    await flusher.flush({});
    await runTimers(1);
    expect(transport.sent.map(({ envelope }) => envelope.headers['ig-sent-at'])).toEqual([first, new Date(clock.now()).toISOString()]);
  });

  it('has at most one request in flight, and sends what was appended during a drain', async () => {
    let inFlight = 0;
    let most = 0;
    const bench = makeFlusher(
      createScriptedTransport(async (sent) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        if (sent.events[0]?.id === 'page:1') {
          await bench.outbox.append('page', makeEntries(2, 3));
          bench.flusher.notify();
          void bench.flusher.flush({});
        }
        inFlight -= 1;
        return accepted(sent);
      }),
    );
    await bench.outbox.append('page', makeEntries(1, 1));
    await Promise.all([bench.flusher.flush({}), bench.flusher.flush({ force: true }), bench.flusher.flush({ force: true })]);
    await bench.runTimers();
    expect(most).toBe(1);
    expect((await bench.outbox.account()).counters).toMatchObject({ delivered: 3, pending: 0 });
  });

  it('sends one request that outlives the page when it is hidden, within 60 KiB', async () => {
    const transport = createScriptedTransport(accepted);
    const { flusher, outbox } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 100, { properties: 'x'.repeat(1_000) }));
    await flusher.flush({ keepalive: true });
    expect(transport.sent.map(({ keepalive }) => keepalive)).toEqual([true]);
    const [body] = transport.sent.map(({ envelope }) => envelope.body);
    expect(byteLength(String(body))).toBeLessThanOrEqual(61_440);
    expect(transport.ids().length).toBeGreaterThan(30);
  });

  it('goes on with the rest when the page was only hidden, not left', async () => {
    const transport = createScriptedTransport(accepted);
    const { flusher, outbox, runTimers } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 100, { properties: 'x'.repeat(1_000) }));
    flusher.notify();
    await flusher.flush({ keepalive: true });
    await runTimers();
    expect((await outbox.account()).counters).toMatchObject({ delivered: 100, pending: 0 });
  });

  it('tries again by itself when the request at hiding failed', async () => {
    const transport = createScriptedTransport(unreachable, accepted);
    const { flusher, outbox, runTimers } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 1));
    await flusher.flush({ keepalive: true });
    await runTimers();
    expect((await outbox.account()).counters.pending).toBe(0);
  });

  it('buries what the collector refuses, keeps what it wants again, and says so', async () => {
    const rejected = [
      { id: 'page:1', code: 'bad-name', detail: 'No such event.', retryable: false },
      { id: 'page:2', code: 'busy', detail: '', retryable: true },
    ];
    const transport = createScriptedTransport(acceptedBut(rejected), accepted);
    const { flusher, outbox, problems, runTimers } = makeFlusher(transport);
    await outbox.append('page', makeEntries(1, 3));
    expect(await flusher.flush({})).toBe(1);
    expect((await outbox.account()).counters).toMatchObject({ delivered: 1, buried: 1, pending: 1 });
    expect(problems()).toMatchObject([{ code: 'event-buried', message: expect.stringContaining('page:1 (bad-name): No such event.') }]);
    await runTimers();
    expect((await outbox.account()).counters).toMatchObject({ delivered: 2, buried: 1, pending: 0 });
  });

  it('says in a report what was lost, behind the events', async () => {
    const transport = createScriptedTransport(accepted);
    const { flusher, outbox } = makeFlusher(transport);
    await outbox.append('page', [{ n: 1, rejected: 'name-missing' }, ...makeEntries(2, 2)]);
    expect(await flusher.flush({})).toBe(1);
    expect(transport.sent.flatMap(({ events }) => events)).toMatchObject([
      { id: 'page:2', sequence: '1' },
      { type: 'io.igevents.report.v1', sequence: '2', data: { rejected: { 'name-missing': 1 } } },
    ]);
  });

  it('tries again when the storage failed, and says so', async () => {
    const transport = createScriptedTransport(accepted);
    const { flusher, outbox, problems, clock } = makeFlusher(transport);
    outbox.close();
    expect(await flusher.flush({})).toBe(0);
    expect(problems()).toMatchObject([{ code: 'storage-unavailable' }]);
    expect(clock.waits()).toEqual([10_000]);
  });

  it('does nothing any more once it is closed', async () => {
    const transport = createScriptedTransport(accepted);
    const { flusher, outbox, connectivity, clock, lock } = makeFlusher(transport, { online: false });
    await outbox.append('page', makeEntries(1, 1));
    flusher.notify();
    flusher.close();
    flusher.notify();
    connectivity.set(true);
    await lock.whenFree();
    expect([transport.sent, clock.waits()]).toEqual([[], []]);
  });
});
