import { describe, expect, it } from 'vitest';
import { readStub, redirectStub } from '../../src/main/stub.js';

const page = { url: 'https://shop/a', referrer: '', title: 'A' };
const items = (found: unknown): unknown[] => readStub(found).calls.map(({ item }) => item);

describe('readStub', () => {
  it('finds the items of a plain array, without stamps', () => {
    expect(readStub(['a', null])).toEqual({
      calls: [
        { item: 'a', stamp: undefined },
        { item: null, stamp: undefined },
      ],
      foreign: undefined,
    });
  });

  it('finds time and page of each push to the array of the snippet', () => {
    const calls = [['a', 5, page.url, page.referrer, page.title], ['before the snippet']];
    expect(readStub(Object.assign(['a'], { calls })).calls).toEqual([
      { item: 'a', stamp: { at: 5, page } },
      { item: 'before the snippet', stamp: undefined },
    ]);
  });

  it.each([[Number.NaN], [0], [-1], ['5'], [undefined]])('takes no stamp of the time %s', (at) => {
    const calls = [['a', at, page.url, page.referrer, page.title]];
    expect(readStub(Object.assign([], { calls })).calls).toEqual([{ item: 'a', stamp: undefined }]);
  });

  it('takes no stamp without a page', () => {
    expect(readStub(Object.assign([], { calls: [['a', 5, page.url, 7, page.title]] })).calls).toEqual([{ item: 'a', stamp: undefined }]);
  });

  it('counts an item that throws when it is read, and goes on', () => {
    const stub: unknown[] = ['first', 'second', 'third'];
    Object.defineProperty(stub, 1, {
      get: () => {
        throw new Error('hostile');
      },
    });
    expect(items(stub)).toEqual(['first', undefined, 'third']);
  });

  it('finds what a foreign facade has found itself, and the facade', () => {
    const facade = { push: () => 0, igEvents: ['a'] };
    expect(items(facade)).toEqual(['a']);
    expect(readStub(facade).foreign).toBe(facade);
  });

  it('finds the facade that came after the snippet', () => {
    const facade = { push: () => 0, igEvents: ['a'] };
    const stub = Object.assign([], { calls: [['a'], ['b']], foreign: facade });
    expect(items(stub)).toEqual(['a', 'b']);
    expect(readStub(stub).foreign).toBe(facade);
    expect(readStub(Object.assign([], { foreign: ['no facade'] })).foreign).toBeUndefined();
  });

  it.each([[undefined], [null], [7], ['text'], [{}]])('finds nothing in %s', (found) => {
    expect(readStub(found)).toEqual({ calls: [], foreign: undefined });
  });
});

describe('redirectStub', () => {
  it('empties the array and takes over its push', () => {
    const got: unknown[] = [];
    const stub = Object.assign(['a'], { calls: [['a']] });
    redirectStub(stub, (...later) => got.push(...later));
    stub.push('b', 'c');
    expect(got).toEqual(['b', 'c']);
    expect(stub).toHaveLength(0);
    expect(items(stub)).toEqual([]);
  });

  it('leaves a frozen array as it is', () => {
    const stub = Object.freeze(['a']) as string[];
    redirectStub(stub, () => {});
    expect(stub).toEqual(['a']);
  });
});
