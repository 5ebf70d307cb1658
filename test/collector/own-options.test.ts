import { describe, expect, it } from 'vitest';
import { customEvent, openCollector, report, source } from './collector-fixture.js';

/** An event that bears the shop's own id, pushed at `time`. */
function withOwnId(n: number, time: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return customEvent(n, { id: 'order-17', push: `p1:${n}`, time, ...changes });
}

describe('events with options of their own', () => {
  it('are stored once by their own id, within a batch and after it, and nothing is missing', async () => {
    const { post, get } = await openCollector();
    const repeats = [withOwnId(1, '2026-03-01T10:00:00.000Z'), customEvent(2), withOwnId(3, '2026-03-01T10:05:00.000Z')];
    const bare = { properties: { sku: 'A-17', qty: 1 }, event: 'add_to_cart' };
    const [first, , third] = repeats.map((event) => ({ ...event, data: bare }));
    expect(await (await post([first, customEvent(2), third])).json()).toMatchObject({ accepted: 2, duplicates: 1, rejected: [] });
    expect(await (await post([{ ...withOwnId(4, '2026-03-02T10:00:00.000Z'), data: bare }])).json()).toMatchObject({
      accepted: 0,
      duplicates: 1,
    });
    expect(await get('/api/events')).toMatchObject([{ id: 'p1:2' }, { id: 'order-17', sequence: '1', time: '2026-03-01T10:00:00.000Z' }]);
    expect(await get('/api/outboxes')).toMatchObject([{ source, highestSequence: 4, received: 4, missing: 0, cloned: 0, idConflicts: 0 }]);
  });

  it('are stored once by their own id when another device repeats them, and neither device misses one', async () => {
    const { post, get } = await openCollector();
    await post([withOwnId(1, '2026-03-01T10:00:00.000Z')]);
    const other = 'urn:igevents:shop:o2';
    const repeat = withOwnId(1, '2026-03-03T10:00:00.000Z', { source: other, push: 'p2:1' });
    expect(await (await post([repeat])).json()).toMatchObject({ accepted: 0, duplicates: 1 });
    // The repeat itself may be sent twice.
    expect(await (await post([repeat])).json()).toMatchObject({ accepted: 0, duplicates: 1 });
    const outboxes = await get('/api/outboxes');
    expect(outboxes).toHaveLength(2);
    for (const outbox of outboxes as unknown[]) expect(outbox).toMatchObject({ received: 1, missing: 0, cloned: 0, idConflicts: 0 });
  });

  it('are shown as conflicts when one own id names different events', async () => {
    const { post, get } = await openCollector();
    await post([withOwnId(1, '2026-03-01T10:00:00.000Z'), withOwnId(2, '2026-03-01T10:00:00.000Z', { data: { event: 'order_paid' } })]);
    expect(await get('/api/outboxes')).toMatchObject([{ received: 2, missing: 0, idConflicts: 1 }]);
  });

  it('are conflicts by their push time as ever where the library has made the id', async () => {
    const { post, get } = await openCollector();
    await post([customEvent(1), customEvent(1, { time: '2026-03-01T11:00:00.000Z' })]);
    expect(await get('/api/outboxes')).toMatchObject([{ idConflicts: 1 }]);
  });

  it('count as buried, not as missing, while they wait among the dead letters', async () => {
    const { post, get } = await openCollector();
    await post([customEvent(1), report(3, { buried: 1 })]);
    expect(await get('/api/outboxes')).toMatchObject([{ highestSequence: 3, buried: 1, missing: 0 }]);
  });

  const receivedAt = '2026-06-04T12:00:00.000Z';
  const sentAt = { 'ig-sent-at': receivedAt };
  const toldAt = (time: string, pushedAt: string): Record<string, unknown> =>
    customEvent(1, { time, data: { event: 'imported', properties: {}, pushedAt } });

  it.each(['1999-12-31T23:59:59.000Z', '2026-06-04T11:00:00.000Z', '2099-01-01T00:00:00.000Z'])(
    'keep the time that the shop has told (%s), and the lag is that of the push',
    async (time) => {
      const { post, get } = await openCollector({ now: () => Date.parse(receivedAt) });
      await post([toldAt(time, '2026-06-04T11:59:58.000Z')], sentAt);
      expect(await get('/api/events')).toMatchObject([{ time, correctedTime: '2026-06-04T11:59:58.000Z', lagMs: 2_000 }]);
      expect(await get('/api/summary')).toMatchObject({ lag: { medianMs: 2_000 } });
    },
  );

  it('are known to be pushed under a wrong clock, whatever the shop has told', async () => {
    const { post, get } = await openCollector({ now: () => Date.parse(receivedAt) });
    await post([toldAt('2020-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z')], { 'ig-sent-at': '1970-01-01T00:00:02.000Z' });
    expect(await get('/api/events')).toMatchObject([{ time: '2020-01-01T00:00:00.000Z', correctedTime: '2026-06-04T11:59:58.000Z' }]);
  });
});
