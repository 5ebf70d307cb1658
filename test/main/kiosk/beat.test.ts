import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EventInput, IgEvents } from '../../../src/main/index.js';
import { type Beat, createBeat } from '../../../src/main/kiosk/beat.js';
import type { Stuck } from '../../../src/main/kiosk/watchdog.js';
import { type GivenPipeline, makePipeline } from '../../support/given-pipeline.js';

interface Device {
  beat: Beat;
  pipeline: GivenPipeline;
  pushed: EventInput[];
  stuck: Stuck[];
}

function makeDevice(pipeline: GivenPipeline, members: Partial<IgEvents> = {}, browser: object = {}): Device {
  vi.stubGlobal('navigator', browser);
  const pushed: EventInput[] = [];
  const stuck: Stuck[] = [];
  const push = async (event: EventInput): Promise<void> => void pushed.push(event);
  const igEvents = Object.defineProperties({ push, ...members }, Object.getOwnPropertyDescriptors(pipeline));
  const beat = createBeat({
    igEvents: Object.assign(igEvents, members) as never,
    app: '3.2.1',
    everyMs: 60_000,
    onStuck: (each) => stuck.push(each),
  });
  return { beat, pipeline, pushed, stuck };
}

const oldest = { id: 'p:1', event: 'order', time: '2026-11-20T08:00:00.000Z', sequence: '1', properties: null };
const problem = { code: 'delivery-delayed', message: 'It is late.', count: 3, at: 0 } as const;

describe('beat', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('tells everything that somebody far away wants to know', async () => {
    const storage = { estimate: async () => ({ usage: 5_000, quota: 9_000 }), persisted: async () => true };
    const serviceWorker = { getRegistration: async () => ({ active: {} }) };
    const pipeline = makePipeline({
      counters: { delivered: 7, duplicates: 2, pending: 3, pendingBytes: 900, dropped: { 'outbox-full': 4 }, rejected: {}, buried: 1 },
      flusher: { name: 'waiting', until: 1, because: 'offline' },
      deliveredAt: Date.UTC(2026, 10, 19),
      problems: [problem, problem],
      oldest: [oldest],
    });
    const { beat, pushed } = makeDevice(pipeline, {}, { storage, serviceWorker });
    pipeline.change({ pipeline: 'starting' });
    pipeline.change({ pipeline: 'running', thread: 'page' });
    await beat.run();
    expect(pushed).toEqual([
      {
        event: 'heartbeat',
        priority: 'high',
        properties: {
          pending: 3,
          pendingBytes: 900,
          oldestAt: '2026-11-20T08:00:00.000Z',
          deliveredAt: '2026-11-19T00:00:00.000Z',
          delivered: 7,
          duplicates: 2,
          dropped: { 'outbox-full': 4 },
          rejected: {},
          buried: 1,
          storage: 'disk',
          usageBytes: 5_000,
          quotaBytes: 9_000,
          persisted: true,
          flusher: 'waiting',
          because: 'offline',
          thread: 'page',
          pipeline: 'running',
          restarts: 1,
          problems: ['delivery-delayed'],
          serviceWorker: 'active',
          library: expect.any(String),
          app: '3.2.1',
          uptimeMs: expect.any(Number),
          everyMs: 60_000,
        },
      },
    ]);
  });

  it('says null for what it cannot know, and comes all the same where nothing answers', async () => {
    vi.useFakeTimers();
    try {
      const never = new Promise<never>(() => {});
      const pipeline = makePipeline({ page: { pipeline: 'failed' } });
      const members = { status: () => never, inspect: () => never };
      const storage = { estimate: () => never, persisted: () => Promise.reject(new Error('No.')) };
      const { beat, pushed } = makeDevice(pipeline, members, { storage });
      const done = beat.run();
      await vi.advanceTimersByTimeAsync(20_000);
      await done;
      expect(pushed).toMatchObject([
        {
          properties: {
            pending: null,
            oldestAt: null,
            deliveredAt: null,
            storage: null,
            usageBytes: null,
            persisted: null,
            flusher: null,
            pipeline: 'failed',
            serviceWorker: 'unsupported',
          },
        },
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('asks and pushes nothing without consent', async () => {
    const { beat, pushed, pipeline } = makeDevice(makePipeline({ page: { consent: 'pending', pipeline: 'off' } }));
    await beat.run();
    expect(pushed).toEqual([]);
    expect(pipeline.asked).toBe(0);
  });

  it('pushes nothing when the consent was withdrawn while it asked', async () => {
    const { beat, pushed, pipeline } = makeDevice(makePipeline());
    const done = beat.run();
    pipeline.change({ consent: 'denied', pipeline: 'off' });
    await done;
    expect(pushed).toEqual([]);
  });

  it('tells a pipeline that stays failed, and goes on where the listener throws', async () => {
    const pipeline = makePipeline({ page: { pipeline: 'failed' } });
    const { beat, pushed, stuck } = makeDevice(pipeline);
    stuck.push = (): number => {
      stuck.length += 1;
      throw new Error('The application is broken, too.');
    };
    for (let beats = 0; beats < 4; beats++) await beat.run();
    expect(pushed).toHaveLength(4);
    expect(stuck).toHaveLength(2);
  });
});
