import { describe, expect, it } from 'vitest';
import { customEvent, openCollector, report, source } from './collector-fixture.js';

describe('loss audit', () => {
  it('finds nothing missing when every sequence arrived, in any order', async () => {
    const { post, get } = await openCollector();
    await post([customEvent(3), customEvent(1)]);
    await post([customEvent(2)]);
    expect(await get('/api/outboxes')).toMatchObject([{ source, highestSequence: 3, received: 3, missing: 0 }]);
  });

  it('counts the sequences that did not arrive, for each outbox', async () => {
    const { post, get } = await openCollector();
    await post([customEvent(2), customEvent(7)]);
    await post([customEvent(50, { source: 'urn:igevents:shop:o2', sequence: '2' })]);
    const outboxes = await get('/api/outboxes');
    expect(outboxes).toHaveLength(2);
    expect(outboxes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ source, highestSequence: 7, received: 2, missing: 5 }),
        expect.objectContaining({ source: 'urn:igevents:shop:o2', highestSequence: 2, received: 1, missing: 1 }),
      ]),
    );
    expect(await get('/api/summary')).toMatchObject({ missing: 6, outboxes: 2 });
  });

  it('subtracts what the latest report says was dropped after it had a sequence, and what was buried', async () => {
    const { post, get } = await openCollector();
    await post([customEvent(1), report(2, { dropped: { 'outbox-full': 1 } })]);
    await post([
      report(10, {
        dropped: { 'outbox-full': 2, 'too-large': 1, 'staging-full': 40 },
        rejected: { 'name-empty': 9 },
        buried: 1,
        pending: 5,
      }),
    ]);
    expect(await get('/api/outboxes')).toMatchObject([{ highestSequence: 10, received: 3, dropped: 3, buried: 1, missing: 3, pending: 5 }]);
  });

  it('counts a number as arrived when an event that is known comes again under it', async () => {
    const { post, get } = await openCollector();
    await post([customEvent(1), customEvent(2)]);
    const answer = await (await post([customEvent(1, { sequence: '3' }), customEvent(1, { sequence: '3' }), customEvent(4)])).json();
    expect(answer).toMatchObject({ accepted: 1, duplicates: 2 });
    expect(await get('/api/outboxes')).toMatchObject([{ highestSequence: 4, received: 4, missing: 0, duplicates: 2 }]);
    expect(await get('/api/events/p1%3A1')).toMatchObject({ sequence: '1' });
  });

  it('counts the second number of an event that comes twice in one batch', async () => {
    const { post, get } = await openCollector();
    await post([customEvent(1), customEvent(1, { sequence: '2' })]);
    expect(await get('/api/outboxes')).toMatchObject([{ highestSequence: 2, received: 2, missing: 0 }]);
  });

  it('survives a report with nonsense in it', async () => {
    const { post, get } = await openCollector();
    await post([report(1, { dropped: 'many', buried: { x: 1 }, pending: 'soon' })]);
    expect(await get('/api/outboxes')).toMatchObject([{ received: 1, dropped: 0, buried: 0, missing: 0, pending: null }]);
  });

  it('keeps reports out of the events', async () => {
    const { post, get } = await openCollector();
    expect(await (await post([report(1, {})])).json()).toMatchObject({ accepted: 1 });
    expect(await get('/api/events')).toEqual([]);
    expect(await get('/api/summary')).toMatchObject({ events: 0, outboxes: 1 });
  });
});
