import { describe, expect, it } from 'vitest';
import { createGivenCollector } from '../support/given-collector.js';
import { createGivenLocks } from '../support/given-locks.js';
import { isCustom, newSite } from '../support/make-outbox.js';
import { createManualClock } from '../support/manual-clock.js';
import { openPipeline } from '../support/open-pipeline.js';

/** Two pages of one origin, each with a clock of its own: a frozen page's stands still. */
async function openTwo(locks: LockManager | undefined) {
  const shared = { site: newSite(), settings: { flushDelayMs: 0 }, ...(locks && { locks }) };
  const open = (pageId: string) =>
    openPipeline({ ...shared, pageId, clock: createManualClock({ newId: (n) => `${pageId}-${n}` }), collector: createGivenCollector() });
  return { one: await open('one'), two: await open('two') };
}

describe.each([
  ['Web Locks', () => createGivenLocks() as LockManager],
  ['a lease', () => undefined],
])('two pages with %s', (_what, makeLocks) => {
  it('deliver the events of a page that froze with a request in flight; its late answer changes nothing', async () => {
    const { one, two } = await openTwo(makeLocks());
    const thaw = one.collector.hold();
    one.push(1, 3);
    await one.whenDurable(3);
    const frozen = one.api.flush(3);
    await one.turn();
    two.push(1, 2);
    await two.whenDurable(2);
    await two.pass(80_000, 5_000);
    expect(two.collector.requests).toBe(0);
    await two.pass(20_000, 5_000);
    expect(two.collector.ids()).toEqual(['one:1', 'one:2', 'one:3', 'two:1', 'two:2']);
    const { counters } = await two.api.status();
    expect(counters).toMatchObject({ delivered: 5, pending: 0 });
    thaw();
    expect(await frozen).toMatchObject({ delivered: 0, pending: 0 });
    expect((await two.api.status()).counters).toEqual(counters);
    expect([one.problems, two.problems]).toEqual([[], []]);
  });

  it('take turns: neither sends what the other has under way', async () => {
    const { one, two } = await openTwo(makeLocks());
    const answer = one.collector.hold();
    one.push(1, 3);
    await one.whenDurable(3);
    const first = one.api.flush(3);
    await one.turn();
    two.push(1, 2);
    await two.whenDurable(2);
    const second = two.api.flush(2);
    await two.pass(10_000, 5_000);
    answer();
    await first;
    await two.pass(10_000, 5_000);
    await second;
    const received = [...one.collector.received, ...two.collector.received].filter(isCustom).map(({ id }) => id);
    expect(received.toSorted()).toEqual(['one:1', 'one:2', 'one:3', 'two:1', 'two:2']);
    expect((await one.api.status()).counters).toMatchObject({ delivered: 5, pending: 0, duplicates: 0 });
  });

  it('leave a page in peace that was closed while it waited: it sends nothing, says nothing and leaves no timer', async () => {
    const { one, two } = await openTwo(makeLocks());
    const answer = one.collector.hold();
    one.push(1);
    await one.whenDurable(1);
    const first = one.api.flush(1);
    await one.turn();
    two.push(1);
    await two.whenDurable(1);
    await two.pass(1_000);
    await two.api.close(1);
    answer();
    await first;
    await two.pass(200_000, 5_000);
    expect([two.collector.requests, two.problems, two.clock.waits()]).toEqual([0, [], []]);
    await one.api.flush(1);
    expect(one.collector.ids()).toEqual(['one:1', 'two:1']);
  });
});
