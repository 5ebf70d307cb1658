import { describe, expect, it } from 'vitest';
import { tellFate } from '../../src/main/tell-fate.js';
import { createTracked, type TrackedPushes } from '../../src/main/tracked.js';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('tracked', () => {
  it('tells first that an event is durable, and then its end', async () => {
    const tracked: TrackedPushes = new Map();
    const { id, durable, settled: end } = createTracked(tracked, 3, 'page:3');
    const heard: string[] = [];
    void durable.then(({ state }) => heard.push(`durable: ${state}`));
    void end.then(({ state }) => heard.push(`settled: ${state}`));
    tellFate(tracked, 3, 3, { state: 'durable' });
    await settled();
    expect([id, heard, [...tracked.keys()]]).toEqual(['page:3', ['durable: durable'], [3]]);
    tellFate(tracked, 1, 9, { state: 'delivered' });
    await settled();
    expect([heard, [...tracked.keys()]]).toEqual([['durable: durable', 'settled: delivered'], []]);
  });

  it('tells both the end, where that comes first', async () => {
    const tracked: TrackedPushes = new Map();
    const { durable, settled: end } = createTracked(tracked, 1, 'page:1');
    tellFate(tracked, 1, 1, { state: 'rejected', reason: 'name-missing' });
    expect(await Promise.all([durable, end])).toEqual(Array(2).fill({ state: 'rejected', reason: 'name-missing' }));
  });

  it('keeps the first end, and does not mind what is told of others', async () => {
    const tracked: TrackedPushes = new Map();
    const { settled: end } = createTracked(tracked, 5, 'order-17');
    tellFate(tracked, 1, 4, { state: 'delivered' });
    tellFate(tracked, 6, 6, { state: 'delivered' });
    tellFate(tracked, 5, 5, { state: 'buried', code: 'schema' });
    tellFate(tracked, 5, 5, { state: 'delivered' });
    expect(await end).toEqual({ state: 'buried', code: 'schema' });
  });
});
