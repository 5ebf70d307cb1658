import { describe, expect, it } from 'vitest';
import { createIgEvents } from '../../src/main/client.js';
import { IgEventsError } from '../../src/shared/problem.js';

describe('igevents on a server', () => {
  it('takes every call and does nothing', async () => {
    const igEvents = createIgEvents({ consent: () => expect.unreachable('there is nobody to ask') });
    await igEvents.push({ event: 'rendered' });
    igEvents.identify('c-1');
    igEvents.reset();
    igEvents.endSession();
    igEvents.setFacts({ country: 'CH' });
    await igEvents.setConsent('granted');
    expect(await igEvents.flush()).toBeUndefined();
    expect(await igEvents.status()).toMatchObject({ page: { pipeline: 'off' }, outbox: undefined });
    expect(await igEvents.deadLetters()).toEqual([]);
    expect(Reflect.has(globalThis, 'igEvents')).toBe(false);
  });

  it('keeps no pipeline between two requests', () => {
    expect(createIgEvents()).not.toBe(createIgEvents());
  });

  it('still refuses settings that cannot work', () => {
    expect(() => createIgEvents({ site: 'a b' })).toThrow(IgEventsError);
  });
});
