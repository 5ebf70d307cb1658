import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rescueText } from '../../src/main/rescue.js';

function rescued(item: unknown): unknown {
  return JSON.parse(rescueText(item));
}

function fail(): never {
  throw new Error('hostile');
}

describe('rescue', () => {
  it('marks a reference to an ancestor and keeps the rest', () => {
    const cycle: Record<string, unknown> = { name: 'a' };
    cycle['self'] = cycle;
    expect(rescued({ event: 'seen', properties: { cycle, sku: 'A-17' } })).toEqual({
      event: 'seen',
      properties: { cycle: { name: 'a', self: '[Circular]' }, sku: 'A-17' },
    });
  });

  it('keeps the value of an object that is merely mentioned twice', () => {
    const shared = { id: 1 };
    expect(rescued({ one: shared, other: shared, big: 1n })).toEqual({ one: { id: 1 }, other: { id: 1 }, big: '1' });
  });

  it('keeps every digit of a BigInt', () => {
    expect(rescued({ id: 9_007_199_254_740_993n })).toEqual({ id: '9007199254740993' });
  });

  it('marks a getter that throws, and reads its neighbours', () => {
    const properties = {
      before: 1,
      get broken() {
        return fail();
      },
      after: { deep: 2 },
    };
    expect(rescued({ event: 'seen', properties })).toEqual({
      event: 'seen',
      properties: { before: 1, broken: '[Unreadable]', after: { deep: 2 } },
    });
  });

  it('keeps the event when a toJSON throws', () => {
    expect(rescued({ event: 'seen', properties: { sku: 'A-17', odd: { kept: 1, toJSON: fail } } })).toEqual({
      event: 'seen',
      properties: { sku: 'A-17', odd: { kept: 1 } },
    });
  });

  it('keeps dates, and leaves out functions and undefined', () => {
    expect(rescued({ at: new Date(0), run: fail, nothing: undefined, list: [undefined, fail], big: 1n })).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      list: [null, null],
      big: '1',
    });
  });

  it('gives up only the proxies that cannot be read, however many there are', () => {
    const unreadable = (): unknown => new Proxy({}, { ownKeys: fail });
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const properties = { list: Array.from({ length: 20 }, unreadable), revoked, sku: { id: 'A-17' } };
    expect(rescued({ event: 'seen', properties })).toEqual({
      event: 'seen',
      properties: { list: Array(20).fill('[Unreadable]'), revoked: '[Unreadable]', sku: { id: 'A-17' } },
    });
  });

  it('keeps the places of a list that has holes, and leaves out what hangs on it by name', () => {
    const sparse: unknown[] = [1n];
    sparse[2] = 'third';
    expect(rescued({ sparse, match: 'ab'.match(/b/), big: 1n })).toEqual({ sparse: ['1', null, 'third'], match: ['b'], big: '1' });
  });

  it('cuts an endless object off and keeps the event', () => {
    const endless: ProxyHandler<object> = {
      ownKeys: () => ['next'],
      get: () => new Proxy({}, endless),
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    };
    const { event, properties } = rescued({ event: 'seen', properties: new Proxy({}, endless) }) as Record<string, unknown>;
    expect(event).toBe('seen');
    expect(JSON.stringify(properties)).toContain('[Too large]');
  });

  it('survives 100,000 levels', () => {
    let deep: unknown = 1n;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(rescued({ event: 'seen', properties: deep })).toMatchObject({ event: 'seen' });
  });

  it('does not pollute a prototype', () => {
    const item = JSON.parse('{"event":"seen","properties":{"__proto__":{"polluted":1}}}') as object;
    rescued({ ...item, big: 1n });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('never throws, whatever it is given', () => {
    const anything = fc.anything({ withBigInt: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true });
    fc.assert(
      fc.property(anything, (item) => {
        expect(() => JSON.parse(rescueText({ item }))).not.toThrow();
      }),
    );
  });
});
