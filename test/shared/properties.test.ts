import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanProperties, maxPropertiesBytes } from '../../src/shared/properties.js';

const harmless = (key: string): boolean => !['__proto__', 'constructor', 'prototype'].includes(key);
const { value: harmlessJson } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false, 0, -1.5, 1e21),
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.array(tie('value')),
    fc.dictionary(fc.string().filter(harmless), tie('value')),
  ),
}));

function nested(levels: number): unknown {
  return JSON.parse(`${'{"in":'.repeat(levels)}1${'}'.repeat(levels)}`);
}

function textOf(json: string): string {
  return cleanProperties(JSON.parse(json)).text;
}

describe('properties', () => {
  it('keeps any JSON value within the limits as it is', () => {
    fc.assert(
      fc.property(harmlessJson, (value) => {
        const { text, properties, note } = cleanProperties(value, 1_000_000);
        expect(text).toBe(JSON.stringify(value));
        expect(properties).toEqual(value);
        expect(note).toBeUndefined();
      }),
    );
  });

  it('takes an event without properties for one with none', () => {
    expect(cleanProperties(undefined)).toEqual({ properties: {}, text: '{}' });
  });

  it.each(['null', '"text"', '7', '[1,[2]]'])('keeps %s, which is JSON though no object', (json) => {
    expect(textOf(json)).toBe(json);
  });

  it.each([
    ['{"a":1,"__proto__":{"polluted":1}}', '{"a":1}'],
    ['{"a":{"b":[{"__proto__":1,"c":2}]}}', '{"a":{"b":[{"c":2}]}}'],
    ['{"constructor":{"prototype":{"x":1}},"a":1}', '{"a":1}'],
    ['{"prototype":[1],"a":1}', '{"a":1}'],
  ])('leaves out what could pollute a prototype: %s becomes %s', (json, clean) => {
    expect(textOf(json)).toBe(clean);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each(['{"constructor":"Smith & Sons"}', '{"prototype":7}', '{"toString":1,"hasOwnProperty":2}', '{"said":"\\"__proto__\\""}'])(
    'keeps the harmless %s',
    (json) => {
      expect(textOf(json)).toBe(json);
    },
  );

  it('mends halves of surrogate pairs in values and in keys, and keeps whole pairs', () => {
    expect(cleanProperties({ 'k\uD800': ['a\uDC00b', '😀'] }).properties).toEqual({ 'k\uFFFD': ['a\uFFFDb', '😀'] });
  });

  it('keeps text that only looks like an escaped surrogate', () => {
    expect(cleanProperties({ path: 'C:\\ud800' }).properties).toEqual({ path: 'C:\\ud800' });
  });

  it('keeps 32 levels and cuts off what lies deeper', () => {
    expect(cleanProperties(nested(32)).text).toBe(JSON.stringify(nested(32)));
    expect(cleanProperties(nested(33)).text).toBe(`${'{"in":'.repeat(32)}"[Too deep]"${'}'.repeat(32)}`);
  });

  it('survives 10,000 levels', () => {
    expect(cleanProperties(nested(10_000)).text).toContain('[Too deep]');
  });

  it('keeps exactly 32 KiB and nulls one byte more, with a note of its size', () => {
    const fits = 'x'.repeat(maxPropertiesBytes - 2);
    expect(cleanProperties(fits).properties).toBe(fits);
    expect(cleanProperties(`${fits}x`)).toEqual({
      properties: null,
      text: 'null',
      note: { problem: 'properties-too-large', bytes: maxPropertiesBytes + 1 },
    });
  });

  it('measures bytes, not characters', () => {
    expect(cleanProperties('€'.repeat(10), 31).note).toEqual({ problem: 'properties-too-large', bytes: 32 });
    expect(cleanProperties('€'.repeat(10), 32).note).toBeUndefined();
  });

  it('changes nothing the second time, whatever JSON it is given', () => {
    const hostile = fc.constantFrom('__proto__', 'constructor', 'prototype', 'a', '\uD800');
    const tree = fc.object({
      key: hostile,
      withNullPrototype: true,
      maxDepth: 4,
      values: [fc.string({ unit: 'binary' }), fc.constant('\uDFFF'), fc.integer()],
    });
    fc.assert(
      fc.property(tree, (value) => {
        const once = cleanProperties(JSON.parse(JSON.stringify(value)));
        expect(cleanProperties(JSON.parse(once.text)).text).toBe(once.text);
      }),
    );
  });
});
