import { describe, expect, it } from 'vitest';
import type { FleetPage } from '../../collector/src/index.js';
import { erasureType, heartbeatType } from '../../src/shared/cloud-event.js';
import { nothing } from '../support/nothing.js';
import { customEvent, openCollector, report, type TestCollector } from './collector-fixture.js';

const noon = Date.parse('2026-03-01T12:00:00.000Z');
const minute = 60_000;
const iso = (at: number): string => new Date(at).toISOString();

interface Clock {
  now: number;
}

async function openFleet(): Promise<TestCollector & { clock: Clock; fleet: (query?: string) => Promise<FleetPage> }> {
  const clock = { now: noon };
  const collector = await openCollector({ now: () => clock.now });
  return { ...collector, clock, fleet: async (query = '') => (await collector.get(`/api/fleet${query}`)) as FleetPage };
}

/** The n-th event of a device's outbox: a heartbeat as kiosks push it. */
function heartbeat(device: string, n: number, at: number, properties: object = {}, changes: object = {}): Record<string, unknown> {
  return customEvent(n, {
    id: `${device}:${n}`,
    source: `urn:igevents:shop:o-${device}`,
    time: iso(at),
    data: {
      event: 'heartbeat',
      properties: { pending: 0, oldestAt: null, everyMs: 5 * minute, storage: 'disk', flusher: 'idle', pipeline: 'running', ...properties },
      userId: 'ig_1',
      device: { id: device },
    },
    ...changes,
  });
}

const concernsOf = ({ devices }: FleetPage): [string, string][] => devices.map(({ name, concerns }) => [name, concerns.join()]);

describe('fleet', () => {
  it('counts a loss once that a heartbeat tells before a report does, whatever its reason is called', async () => {
    const { post, fleet, clock } = await openFleet();
    await post([heartbeat('till', 1, noon), heartbeat('till', 12, noon + minute, { dropped: { 'outbox-full': 10, constructor: 1 } })]);
    clock.now = noon + minute;
    const [device] = (await fleet()).devices;
    expect(device).toMatchObject({ missing: 0, lost: 11 });
  });

  it('goes on hearing a device whose outbox was set back', async () => {
    const { post, fleet, clock } = await openFleet();
    await post([heartbeat('till', 1_300, noon)]);
    clock.now = noon + 20 * minute;
    await post([heartbeat('till', 1_001, clock.now, { pending: 7 })]);
    const [device] = (await fleet()).devices;
    expect(device).toMatchObject({ pending: 7 });
    expect(device?.concerns).not.toContain('silent');
  });

  it('is empty before the first event', async () => {
    const { fleet } = await openFleet();
    expect(await fleet()).toEqual({ counts: { all: 0, losing: 0, silent: 0, behind: 0 }, found: 0, devices: [] });
  });

  it('shows a device by its newest heartbeat, whatever the order of arrival', async () => {
    const { post, fleet, clock } = await openFleet();
    await post([heartbeat('till-1', 2, noon, { pending: 7, oldestAt: iso(noon - 2 * minute), app: '3.1', library: '0.1.0' })]);
    await post([heartbeat('till-1', 1, noon - 5 * minute, { pending: 99 })]);
    clock.now += minute;
    expect((await fleet()).devices).toMatchObject([
      {
        key: 'shop/till-1',
        site: 'shop',
        name: 'till-1',
        hasId: true,
        concerns: [],
        pending: 7,
        oldestMs: 2 * minute,
        toldBy: { kind: 'heartbeat', at: iso(noon) },
        heartbeat: { app: '3.1', library: '0.1.0', receivedAt: iso(noon) },
      },
    ]);
  });

  it('calls a device silent that has missed three of its own heartbeats', async () => {
    const { post, fleet, clock } = await openFleet();
    await post([heartbeat('till-1', 1, noon), heartbeat('slow', 1, noon, { everyMs: 60 * minute })]);
    clock.now += 15 * minute;
    expect((await fleet()).counts).toMatchObject({ all: 2, silent: 0 });
    clock.now += 1;
    expect(concernsOf(await fleet('?show=silent'))).toEqual([['till-1', 'silent']]);
  });

  it('takes no device for silent that never sends heartbeats', async () => {
    const { post, fleet, clock } = await openFleet();
    await post([customEvent(1)]);
    clock.now += 90 * 24 * 60 * minute;
    expect((await fleet()).devices).toMatchObject([
      { name: 'o1', hasId: false, concerns: [], heartbeat: null, toldBy: null, pending: null },
    ]);
  });

  it('calls a device behind whose heartbeats tell of old events, or come late', async () => {
    const { post, fleet } = await openFleet();
    await post([
      heartbeat('old-events', 1, noon, { pending: 9, oldestAt: iso(noon - 60 * minute) }),
      heartbeat('late', 1, noon - 120 * minute),
      heartbeat('well', 1, noon, { pending: 9, oldestAt: iso(noon - 15 * minute) }),
    ]);
    expect(concernsOf(await fleet())).toEqual([
      ['late', 'behind'],
      ['old-events', 'behind'],
      ['well', ''],
    ]);
  });

  it('measures the wait by the device itself: a wrong clock makes nothing older', async () => {
    const { post, fleet } = await openFleet();
    const dead = Date.parse('1970-01-02T00:00:00Z');
    await post([heartbeat('till-1', 1, dead, { pending: 1, oldestAt: iso(dead - minute) })], { 'ig-sent-at': iso(dead) });
    expect((await fleet()).devices).toMatchObject([
      { concerns: ['clock'], oldestMs: minute, lagMs: 0, clockOffsetMs: dead - noon, toldBy: { at: iso(noon) } },
    ]);
  });

  it('corrects the time of a report by the clock that its batch was sent with', async () => {
    const { post, fleet } = await openFleet();
    const slow = noon - 60 * minute;
    await post([{ ...report(1, { dropped: {}, pending: 0, oldestAt: null }), time: iso(slow) }], { 'ig-sent-at': iso(slow) });
    expect((await fleet()).devices).toMatchObject([{ concerns: ['clock'], lagMs: 0, toldBy: { kind: 'report', at: iso(noon) } }]);
  });

  it('calls a device losing that dropped events or misses numbers, but not for what visitors asked for', async () => {
    const { post, fleet } = await openFleet();
    await post([
      heartbeat('dropping', 1, noon, { dropped: { quota: 5, consent: 2 } }),
      heartbeat('wished', 1, noon, { dropped: { consent: 40, erased: 2 } }),
      heartbeat('gap', 4, noon),
    ]);
    const page = await fleet();
    expect(page.counts.losing).toBe(2);
    expect(page.devices).toMatchObject([
      { name: 'dropping', lost: 5, missing: 0, dropped: { quota: 5, consent: 2 } },
      { name: 'gap', lost: 3, missing: 3 },
      { name: 'wished', lost: 0, concerns: [] },
    ]);
  });

  it('adds up the outboxes of one device, and keeps sites apart', async () => {
    const { post, fleet, get, clock } = await openFleet();
    await post([heartbeat('till-1', 5, noon, { dropped: { quota: 2 } })]);
    clock.now += 1;
    await post([heartbeat('till-1', 1, noon, { pending: 4, dropped: { quota: 1 } }, { id: 'b', source: 'urn:igevents:shop:new' })]);
    await post([heartbeat('till-1', 1, noon, {}, { id: 'c', source: 'urn:igevents:other:o' })]);
    const { devices } = await fleet();
    expect(devices).toMatchObject([
      { key: 'shop/till-1', outboxes: 2, dropped: { quota: 3 }, missing: 2, lost: 5 },
      { key: 'other/till-1', outboxes: 1, lost: 0 },
    ]);
    expect(await get(`/api/fleet/${encodeURIComponent('shop/till-1')}`)).toMatchObject({ outboxes: [{ missing: 0 }, { missing: 4 }] });
  });

  it('shows a device without heartbeats by its outbox account and report', async () => {
    const { post, fleet, clock } = await openFleet();
    const at = iso(noon);
    await post([{ ...report(2, { dropped: { 'outbox-full': 1 }, pending: 6, oldestAt: iso(noon - 30 * minute) }), time: at }]);
    expect((await fleet()).devices).toMatchObject(
      [
        { concerns: ['behind'], pending: 6, oldestMs: 30 * minute, toldBy: { kind: 'report', at }, dropped: { 'outbox-full': 1 }, lost: 1 },
      ].map((device) => ({ ...device, concerns: ['losing', 'behind'] })),
    );
    clock.now += 60 * minute;
    expect((await fleet()).devices).toMatchObject([{ concerns: ['losing'] }]);
  });

  it('names what else is wrong, the worst first', async () => {
    const { post, fleet } = await openFleet();
    await post([
      heartbeat('a', 1, noon, { storage: 'memory', flusher: 'held' }),
      heartbeat('b', 1, noon, { usageBytes: 81, quotaBytes: 100 }),
      heartbeat('c', 1, noon, { pipeline: 'failed', buried: 3 }),
      heartbeat('d', 1, noon, { usageBytes: 79, quotaBytes: 100 }),
    ]);
    expect(concernsOf(await fleet())).toEqual([
      ['c', 'stopped,buried'],
      ['a', 'memory,held'],
      ['b', 'full'],
      ['d', ''],
    ]);
  });

  it('finds devices by a text, counts all of them, and gives as many as are asked for', async () => {
    const { post, fleet } = await openFleet();
    await post([heartbeat('graz-1', 1, noon, { app: 'Till 3' }), heartbeat('graz-2', 1, noon), heartbeat('wien-1', 1, noon)]);
    expect(await fleet('?q=GRAZ&limit=1')).toMatchObject({ counts: { all: 3 }, found: 2, devices: [{ name: 'graz-1' }] });
    expect(await fleet('?q=till%203')).toMatchObject({ found: 1 });
  });

  it('tells one device with its outboxes and the history of what was pending', async () => {
    const { post, get, request } = await openFleet();
    await post([1, 2, 3].map((n) => heartbeat('till-1', n, noon - (4 - n) * minute, { pending: 10 * n })));
    await post([heartbeat('till-2', 1, noon)]);
    expect(await get('/api/fleet/shop%2Ftill-1')).toMatchObject({
      device: { name: 'till-1', pending: 30 },
      outboxes: [{ source: 'urn:igevents:shop:o-till-1', received: 3, missing: 0 }],
      beats: [
        { at: iso(noon - 3 * minute), pending: 10 },
        { at: iso(noon - 2 * minute), pending: 20 },
        { at: iso(noon - minute), pending: 30 },
      ],
    });
    expect((await request('/api/fleet/nobody')).status).toBe(404);
  });

  it('survives heartbeats with nonsense in them, and takes none from a shop’s own event of that name', async () => {
    const { post, fleet, get } = await openFleet();
    await post([heartbeat('odd', 1, noon, { pending: 'many', dropped: [], restarts: 1e300, oldestAt: {}, problems: 'all' })]);
    await post([customEvent(1, { data: { event: 'heartbeat', properties: { bpm: 60 }, device: { id: 'watch' } } })]);
    expect((await fleet('?q=odd')).devices).toMatchObject([{ pending: null, dropped: nothing, concerns: [] }]);
    expect((await fleet('?q=watch')).devices).toMatchObject([{ heartbeat: null }]);
    expect(await get('/api/events?heartbeats=hidden')).toMatchObject([{ properties: { bpm: 60 } }]);
    expect(await get('/api/events')).toHaveLength(2);
    expect(await get('/api/names')).toMatchObject([{ name: 'heartbeat', isHeartbeat: true }]);
  });

  it('takes heartbeats that bear a type of their own', async () => {
    const { post, fleet } = await openFleet();
    await post([heartbeat('till-1', 1, noon, { pending: 2 }, { type: heartbeatType })]);
    expect((await fleet()).devices).toMatchObject([{ name: 'till-1', pending: 2 }]);
  });

  it('follows a device that is given another id, and survives a restart', async () => {
    const { post, fleet, store } = await openFleet();
    await post([heartbeat('till-1', 1, noon)]);
    const renamed = heartbeat('till-9', 2, noon, {}, { source: 'urn:igevents:shop:o-till-1' });
    await post([renamed]);
    await post([heartbeat('till-1', 1, noon)]);
    expect((await fleet()).devices).toMatchObject([{ name: 'till-9', outboxes: 1 }]);
    expect(await store.fleet({ show: 'all', text: '', limit: 5 }, noon)).toMatchObject({ found: 1 });
  });

  it('forgets with a deletion request what a heartbeat of that user told, until the next one comes', async () => {
    const { post, fleet } = await openFleet();
    await post([heartbeat('till-1', 1, noon, { app: 'secret' })]);
    const erasure = { ...customEvent(2), id: 'e:2', type: erasureType, source: 'urn:igevents:shop:o-till-1', data: { userId: 'ig_1' } };
    await post([{ ...erasure, time: iso(noon) }]);
    expect((await fleet()).devices).toMatchObject([{ name: 'o-till-1', hasId: false, heartbeat: null }]);
    await post([heartbeat('till-1', 3, noon, { app: 'new' })]);
    expect((await fleet()).devices).toMatchObject([{ name: 'till-1', heartbeat: { app: 'new' }, missing: 0 }]);
  });

  it('goes back to the heartbeat of the customer before when the last one asks for deletion, and misses the device as ever', async () => {
    const { post, fleet, clock } = await openFleet();
    const others = heartbeat('till-1', 2, noon, { app: 'secret' });
    await post([heartbeat('till-1', 1, noon, { app: '7.1' }), { ...others, data: { ...Object(others['data']), userId: 'ig_2' } }]);
    const erasure = { ...customEvent(3), id: 'e:3', type: erasureType, source: 'urn:igevents:shop:o-till-1', data: { userId: 'ig_2' } };
    await post([{ ...erasure, time: iso(noon) }]);
    expect((await fleet()).devices).toMatchObject([{ name: 'till-1', hasId: true, concerns: [], heartbeat: { app: '7.1' } }]);
    clock.now += 20 * minute;
    expect(concernsOf(await fleet())).toEqual([['till-1', 'silent']]);
  });
});
