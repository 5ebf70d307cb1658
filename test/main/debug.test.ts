import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchPipeline } from '../../src/main/debug.js';
import { makePipeline } from '../support/given-pipeline.js';

/** What stands on a console: the head of each group, and what is folded beneath it. */
function makeConsole() {
  const lines: string[] = [];
  const details: unknown[] = [];
  return {
    lines,
    details,
    groupCollapsed: (text: string) => lines.push(text),
    log: (value: unknown) => details.push(value),
    groupEnd: () => {},
  };
}

let visibilityState = 'visible';

beforeEach(() => {
  visibilityState = 'visible';
  vi.stubGlobal('document', {
    get visibilityState() {
      return visibilityState;
    },
  });
  vi.useFakeTimers();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function watch(pipeline: ReturnType<typeof makePipeline>) {
  const console = makeConsole();
  const stop = watchPipeline(pipeline, console);
  await vi.advanceTimersByTimeAsync(0);
  return { ...console, stop, news: () => console.lines.splice(0).map((line) => line.replace('[igevents] ', '')) };
}

describe('debug', () => {
  it('tells at first how things are', async () => {
    const { news } = await watch(makePipeline({ counters: { delivered: 5, pending: 1 } }));
    expect(news()).toEqual([
      'page p1: pipeline running, consent granted, 0 pushed',
      'outbox: o1',
      'events are kept on the disk',
      'delivered: 5',
      'flusher: idle, 1 pending',
    ]);
  });

  it('names the events that were pushed and became durable', async () => {
    const pipeline = makePipeline();
    const { news, details } = await watch(pipeline);
    news();
    pipeline.change({ pushed: 3 });
    pipeline.change({ durable: 1 });
    pipeline.change({ durable: 3 });
    expect(news()).toEqual(['pushed: p1:1 to p1:3', 'durable: p1:1', 'durable: p1:2 to p1:3']);
    expect(details.at(-1)).toMatchObject({ pushed: 3, durable: 3 });
  });

  it('tells each turn of the pipeline, the thread and the consent, and what was withheld', async () => {
    const pipeline = makePipeline();
    const { news } = await watch(pipeline);
    news();
    pipeline.change({ pipeline: 'starting', thread: 'page' });
    pipeline.change({ consent: 'denied', pipeline: 'off' });
    pipeline.change({ pushed: 2, withheld: 2 });
    expect(news()).toEqual([
      'pipeline: running → starting',
      'thread: worker → page',
      'consent: granted → denied',
      'pipeline: starting → off',
      'pushed: p1:1 to p1:2',
      'withheld for want of consent: 2',
    ]);
  });

  it('tells what has become of events and requests since it asked last, and nothing twice', async () => {
    const pipeline = makePipeline();
    const { news } = await watch(pipeline);
    news();
    pipeline.set({
      counters: { delivered: 2, buried: 1, dropped: { quota: 4 }, rejected: { 'name-empty': 1 } },
      flusher: { name: 'waiting', until: Date.UTC(2026, 0, 1), because: 'backoff' },
      batches: [
        {
          batch: 'b1',
          at: 1,
          attempt: 2,
          events: 3,
          bytes: 9,
          keepalive: false,
          outcome: { kind: 'later', ms: 12, detail: 'status', status: 503 },
        },
      ],
    });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(news()).toEqual([
      'request b1, 3 events, try 2: later (503 status) after 12 ms',
      'delivered: 2 (+2)',
      'buried: 1 (+1)',
      'dropped (quota): 4 (+4)',
      'rejected (name-empty): 1 (+1)',
      'flusher: waiting until 2026-01-01T00:00:00.000Z (backoff), 0 pending',
    ]);
    pipeline.set({ flusher: { name: 'waiting', until: Date.UTC(2026, 0, 1) + 7, because: 'backoff' } });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(news()).toEqual([]);
  });

  it('tells a request once it has an outcome', async () => {
    const pipeline = makePipeline();
    const { news } = await watch(pipeline);
    news();
    const batch = { batch: 'b1', at: 1, attempt: 1, events: 1, bytes: 9, keepalive: false, outcome: undefined };
    pipeline.set({ batches: [batch] });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(news()).toEqual([]);
    pipeline.set({ batches: [{ ...batch, outcome: { kind: 'accepted', ms: 7, detail: '' } }] });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(news()).toEqual(['request b1, 1 events, try 1: accepted after 7 ms']);
  });

  it('tells problems in their own words', async () => {
    const pipeline = makePipeline();
    const { news } = await watch(pipeline);
    news();
    pipeline.report({ code: 'worker-failed', message: 'It did not answer.', count: 1, at: 1 });
    expect(news()).toEqual(['worker-failed: It did not answer.']);
  });

  it('asks nothing while the page is hidden, and of a pipeline that does not run', async () => {
    const pipeline = makePipeline({ page: { pipeline: 'off', consent: 'pending' } });
    await watch(pipeline);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(pipeline.asked).toBe(0);
    pipeline.change({ pipeline: 'running', consent: 'granted' });
    await vi.advanceTimersByTimeAsync(0);
    expect(pipeline.asked).toBe(1);
    visibilityState = 'hidden';
    await vi.advanceTimersByTimeAsync(10_000);
    expect(pipeline.asked).toBe(1);
  });

  it('is silent when it was ended', async () => {
    const pipeline = makePipeline();
    const { news, stop } = await watch(pipeline);
    news();
    stop();
    pipeline.change({ pushed: 1 });
    pipeline.report({ code: 'worker-failed', message: 'x', count: 1, at: 1 });
    pipeline.set({ counters: { delivered: 9 } });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(news()).toEqual([]);
  });
});
