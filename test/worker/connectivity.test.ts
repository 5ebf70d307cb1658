import { describe, expect, it } from 'vitest';
import { createConnectivity } from '../../src/worker/connectivity.js';

describe('connectivity', () => {
  it('calls when the connection came back, not when it was there already or went', () => {
    const connectivity = createConnectivity(true);
    let calls = 0;
    connectivity.onOnline(() => calls++);
    connectivity.set(true);
    connectivity.set(false);
    expect([calls, connectivity.isOnline()]).toEqual([0, false]);
    connectivity.set(true);
    expect([calls, connectivity.isOnline()]).toEqual([1, true]);
  });

  it('calls nobody who has left', () => {
    const connectivity = createConnectivity(false);
    let calls = 0;
    const stop = connectivity.onOnline(() => calls++);
    stop();
    connectivity.set(true);
    expect(calls).toBe(0);
  });
});
