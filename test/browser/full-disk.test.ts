// A quota that is really used up; only Chromium lets a test set one.
import { describe, expect, it, onTestFinished } from 'vitest';
import { cdp, server } from 'vitest/browser';
import type { Outbox } from '../../src/worker/outbox.js';
import { firstSchedule } from '../../src/worker/retry-policy.js';
import { makeEntries } from '../support/make-event.js';
import { makeOutbox, pushedOf, waitingIn } from '../support/make-outbox.js';
import { nothing } from '../support/nothing.js';

const fates = { others: { kind: 'delivered' as const }, byId: new Map() };
/** Chromium packs what it stores, so the text must not be one that gets small. */
const large = (): string => Array.from(crypto.getRandomValues(new Uint32Array(1_500)), (number) => number.toString(36)).join('');

function openOutbox(site: string): Outbox {
  const { outbox } = makeOutbox({ site, maxBatchEvents: 20 });
  onTestFinished(() => outbox.close());
  return outbox;
}

async function setQuota(quotaSize?: number): Promise<void> {
  await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, ...(quotaSize !== undefined && { quotaSize }) });
}

/** Appends until the browser refuses it. @returns how many events were taken. */
async function fill(outbox: Outbox): Promise<number> {
  for (let taken = 0; ; taken += 20) {
    try {
      const numbers = Array.from({ length: 20 }, (_, index) => taken + index + 1);
      await outbox.append(
        'page',
        numbers.flatMap((n) => makeEntries(n, n, { properties: large() })),
      );
    } catch (error) {
      expect(error).toMatchObject({ name: 'StoreError', kind: 'full' });
      return taken;
    }
  }
}

describe.runIf(server.browser === 'chromium')('a disk that is really full', () => {
  it('takes nothing more, and all that it holds is delivered and counted, in this life and the next', async () => {
    const { usage = 0 } = await navigator.storage.estimate();
    await setQuota(usage + 5_000_000);
    onTestFinished(() => setQuota());
    const site = crypto.randomUUID();
    const outbox = openOutbox(site);
    const stored = await fill(outbox);
    expect(stored).toBeGreaterThan(0);
    expect((await outbox.account()).counters).toMatchObject({ pending: stored, delivered: 0, dropped: nothing });
    for (let delivered = 0; delivered < stored; ) {
      const claim = await outbox.claim();
      const taken = await outbox.oldest({ events: 60, bytes: 1_000_000 });
      if (!taken) throw new Error('Nothing waits.');
      const settled = await outbox.settle(claim, taken, fates, firstSchedule);
      expect(settled?.delivered).toBe(taken.count);
      delivered += taken.count;
      expect((await outbox.account()).counters).toMatchObject({ delivered, pending: stored - delivered });
    }
    await setQuota();
    const next = openOutbox(site);
    expect(await waitingIn(next)).toEqual([]);
    await next.append('page', makeEntries(stored + 1, stored + 1));
    const { counters } = await next.account();
    expect(counters).toMatchObject({ delivered: stored, pending: 1, dropped: nothing });
    expect(pushedOf(counters)).toBe(stored + 1);
  });
});
