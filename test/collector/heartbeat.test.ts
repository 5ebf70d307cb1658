import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeartbeat } from '../../collector/src/fleet/read-heartbeat.js';
import { nothing } from '../support/nothing.js';

describe('read heartbeat', () => {
  it('takes what it knows in the shape it knows, and leaves out the rest', () => {
    const heartbeat = readHeartbeat({
      pending: 3,
      pendingBytes: -1,
      oldestAt: '2026-03-01T10:00:00Z',
      deliveredAt: 'yesterday',
      dropped: { quota: 2, 'outbox-full': 0, odd: 'many' },
      storage: 'tape',
      persisted: 'yes',
      problems: ['worker-failed', 7, '', { code: 1 }],
      library: { version: 1 },
      app: 'a'.repeat(500),
      everyMs: 300_000,
      surprise: '<img src=x>',
    });
    expect(heartbeat).toMatchObject({
      pending: 3,
      pendingBytes: null,
      oldestAt: '2026-03-01T10:00:00.000Z',
      deliveredAt: null,
      dropped: { quota: 2 },
      rejected: nothing,
      storage: null,
      persisted: null,
      problems: ['worker-failed'],
      library: null,
      app: 'a'.repeat(120),
    });
    expect(heartbeat).not.toHaveProperty('surprise');
  });

  it.each([undefined, null, 'beat', [], {}, { pending: 1 }, { everyMs: 1_000 }, { pending: 1, everyMs: 0 }, { pending: 1, everyMs: '5' }])(
    'takes %j for no heartbeat',
    (properties) => {
      expect(readHeartbeat(properties)).toBeUndefined();
    },
  );

  it('keeps little of whatever is sent, and reads its own writing', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (rest) => {
        const heartbeat = readHeartbeat(
          JSON.parse(JSON.stringify({ ...rest, pending: 1, everyMs: 5_000, dropped: rest, problems: Object.keys(rest) })),
        );
        expect(readHeartbeat(JSON.parse(JSON.stringify(heartbeat)))).toEqual(heartbeat);
        expect(JSON.stringify(heartbeat).length).toBeLessThan(60_000);
      }),
    );
  });
});
