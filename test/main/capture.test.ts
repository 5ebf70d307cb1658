import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCapture } from '../../src/main/capture.js';

function itemOf(item: unknown): unknown {
  return (JSON.parse(createCapture().toText(item, 1)) as { item: unknown }).item;
}

const everything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

describe('capture', () => {
  it('writes the number, the two clocks and the item, in this order', () => {
    const before = Date.now();
    const captured = JSON.parse(createCapture().toText({ event: 'seen' }, 7)) as Record<string, unknown>;
    expect(Object.keys(captured)).toEqual(['n', 'at', 'monotonicMs', 'item']);
    expect(captured).toMatchObject({ n: 7, item: { event: 'seen' }, monotonicMs: expect.any(Number) });
    expect(captured['at']).toBeGreaterThanOrEqual(before);
  });

  it('takes a snapshot: what is changed later does not show', () => {
    const item = { event: 'seen', properties: { items: [1] } };
    const text = createCapture().toText(item, 1);
    item.event = 'changed';
    item.properties.items.push(2);
    expect(JSON.parse(text)).toMatchObject({ item: { event: 'seen', properties: { items: [1] } } });
  });

  it('reads through proxies, which a structured clone refuses', () => {
    expect(itemOf(new Proxy({ event: 'seen', properties: new Proxy({ a: 1 }, {}) }, {}))).toEqual({ event: 'seen', properties: { a: 1 } });
  });

  it('keeps dates as text, and leaves out functions, symbols and undefined, as JSON does', () => {
    const properties = { at: new Date(0), never: new Date(Number.NaN), run: () => 1, mark: Symbol('s'), nothing: undefined };
    expect(itemOf({ event: 'seen', properties })).toEqual({ event: 'seen', properties: { at: '1970-01-01T00:00:00.000Z', never: null } });
  });

  it.each([undefined, () => 1, Symbol('s'), Object.assign(() => 1, { toJSON: () => JSON.parse('{') })])(
    'writes null for %s, which is no item',
    (item) => {
      expect(itemOf(item)).toBeNull();
    },
  );

  it('rescues what JSON refuses', () => {
    expect(itemOf({ event: 'seen', properties: { price: 10n } })).toEqual({ event: 'seen', properties: { price: '10' } });
  });

  it('writes JSON on one line and never throws, whatever it is given', () => {
    fc.assert(
      fc.property(everything, (item) => {
        const text = createCapture().toText(item, 3);
        expect(text).not.toContain('\n');
        expect(JSON.parse(text)).toMatchObject({ n: 3 });
      }),
    );
  });
});
