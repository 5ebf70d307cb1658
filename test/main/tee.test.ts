import { describe, expect, it } from 'vitest';
import { createTee, isForeignFacade } from '../../src/main/tee.js';

const textOf = (item: unknown): string => JSON.stringify({ n: 1, at: 0, monotonicMs: 0, item });

function givenForeign() {
  const got: unknown[] = [];
  return { got, push: (item: unknown) => Promise.resolve(void got.push(item)) };
}

const fail = (): never => {
  throw new Error('foreign');
};

describe('tee', () => {
  it('gives a facade each event once, whether it came before the facade or after', () => {
    const tee = createTee();
    const foreign = givenForeign();
    tee.start();
    tee.forward(textOf('early'));
    tee.adopt(foreign);
    tee.forward(textOf('late'));
    expect(foreign.got).toEqual(['early', 'late']);
  });

  it('gives a second facade only what comes after it', () => {
    const tee = createTee();
    const [first, second] = [givenForeign(), givenForeign()];
    tee.start();
    tee.forward(textOf(1));
    tee.adopt(first);
    tee.forward(textOf(2));
    tee.adopt(second);
    tee.forward(textOf(3));
    expect(first.got).toEqual([1, 2]);
    expect(second.got).toEqual([3]);
  });

  it('lets a facade that has come end what it does before it gets what was kept', async () => {
    const tee = createTee();
    const foreign = givenForeign();
    tee.start();
    tee.forward(textOf('early'));
    tee.adopt(foreign);
    expect(foreign.got).toEqual([]);
    await Promise.resolve();
    expect(foreign.got).toEqual(['early']);
  });

  it('keeps nothing before it is started', async () => {
    const tee = createTee();
    const foreign = givenForeign();
    tee.forward(textOf('known to it'));
    tee.adopt(foreign);
    await Promise.resolve();
    expect(foreign.got).toEqual([]);
  });

  it('keeps the 500 oldest for a facade that does not come', async () => {
    const tee = createTee();
    const foreign = givenForeign();
    tee.start();
    for (let n = 0; n < 600; n++) tee.forward(textOf(n));
    tee.adopt(foreign);
    await Promise.resolve();
    expect(foreign.got).toHaveLength(500);
    expect(foreign.got.at(-1)).toBe(499);
  });

  it.each([
    ['throws', fail],
    ['rejects', () => Promise.reject(new Error('foreign'))],
    ['gives a broken promise', () => Object.defineProperty({}, 'then', { get: fail })],
  ])('goes on when the facade %s', async (_how, push) => {
    const tee = createTee();
    let calls = 0;
    tee.start();
    tee.adopt({
      push() {
        calls += 1;
        return push();
      },
    });
    tee.forward(textOf(1));
    tee.forward(textOf(2));
    // A rejection that nobody handles would fail the run.
    await new Promise((resolve) => setTimeout(resolve));
    expect(calls).toBe(2);
  });

  it('loses and repeats nothing when the facade pushes an event of its own', async () => {
    const tee = createTee();
    const got: unknown[] = [];
    tee.start();
    for (const item of ['one', 'two']) tee.forward(textOf(item));
    tee.adopt({
      push(item) {
        got.push(item);
        if (item === 'one') tee.forward(textOf('own'));
      },
    });
    await Promise.resolve();
    expect(got.toSorted()).toEqual(['one', 'own', 'two']);
  });

  it('passes nothing on while there is no consent: what came while it was pending when it is granted, what came before a denial never', () => {
    const tee = createTee();
    const foreign = givenForeign();
    tee.start();
    tee.adopt(foreign);
    tee.obey('pending');
    tee.forward(textOf('pending'));
    expect(foreign.got).toEqual([]);
    tee.obey('granted');
    expect(foreign.got).toEqual(['pending']);
    tee.obey('pending');
    tee.forward(textOf('refused'));
    tee.obey('denied');
    tee.obey('granted');
    expect(foreign.got).toEqual(['pending']);
  });

  it('does not hand on null, which the shop’s own hook may have made of an event', () => {
    const tee = createTee();
    const foreign = givenForeign();
    tee.start();
    tee.adopt(foreign);
    tee.forward(textOf(null));
    expect(foreign.got).toEqual([]);
  });

  it('tells of a facade before it gets an event', async () => {
    const told: string[] = [];
    const tee = createTee();
    tee.onAdopt = () => void told.push('adopted');
    tee.start();
    tee.forward(textOf('early'));
    tee.adopt({ push: (item) => told.push(String(item)) });
    await Promise.resolve();
    expect(told).toEqual(['adopted', 'early']);
  });
});

describe('isForeignFacade', () => {
  it('takes anything with a push that is not an array', () => {
    expect(isForeignFacade(givenForeign())).toBe(true);
    expect(isForeignFacade(Object.assign(() => 0, { push: () => 0 }))).toBe(true);
    expect(isForeignFacade([])).toBe(false);
    expect(isForeignFacade(Object.assign([], { push: () => 0 }))).toBe(false);
    expect(isForeignFacade({ push: true })).toBe(false);
    expect(isForeignFacade(null)).toBe(false);
    expect(isForeignFacade('push')).toBe(false);
    expect(isForeignFacade(Proxy.revocable({}, {}).proxy)).toBe(false);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(isForeignFacade(proxy)).toBe(false);
  });
});
