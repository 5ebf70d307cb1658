import { describe, expect, it } from 'vitest';
import { isForeignFacade } from '../../src/main/foreign-facade.js';
import { createTee, type Tee } from '../../src/main/tee.js';
import type { Consent } from '../../src/shared/event.js';

const textOf = (item: unknown): string => JSON.stringify({ n: 1, at: 0, monotonicMs: 0, item });

function givenForeign() {
  const got: unknown[] = [];
  return { got, push: (item: unknown) => Promise.resolve(void got.push(item)) };
}

const fail = (): never => {
  throw new Error('foreign');
};

/** A tee with what the page does for it. */
function givenTee(onAdopt = (): void => {}): Tee & { forward(text: string): void; obey(consent: Consent): void } {
  const waiting: string[] = [];
  let isGranted = true;
  const tee = createTee({ waiting, isGranted: () => isGranted, onAdopt });
  return {
    ...tee,
    forward(text) {
      waiting.push(text);
      tee.pass();
    },
    obey(consent) {
      isGranted = consent === 'granted';
      if (consent === 'denied') waiting.length = 0;
      tee.pass();
    },
  };
}

describe('tee', () => {
  it('gives a facade each event once, whether it came before the facade or after', () => {
    const tee = givenTee();
    const foreign = givenForeign();
    tee.forward(textOf('early'));
    tee.adopt(foreign);
    tee.forward(textOf('late'));
    expect(foreign.got).toEqual(['early', 'late']);
  });

  it('gives a second facade only what comes after it', () => {
    const tee = givenTee();
    const [first, second] = [givenForeign(), givenForeign()];
    tee.forward(textOf(1));
    tee.adopt(first);
    tee.forward(textOf(2));
    tee.adopt(second);
    tee.forward(textOf(3));
    expect(first.got).toEqual([1, 2]);
    expect(second.got).toEqual([3]);
  });

  it('lets a facade that has come end what it does before it gets what was kept', async () => {
    const tee = givenTee();
    const foreign = givenForeign();
    tee.forward(textOf('early'));
    tee.adopt(foreign);
    expect(foreign.got).toEqual([]);
    await Promise.resolve();
    expect(foreign.got).toEqual(['early']);
  });

  it.each([
    ['throws', fail],
    ['rejects', () => Promise.reject(new Error('foreign'))],
    ['gives a broken promise', () => Object.defineProperty({}, 'then', { get: fail })],
  ])('goes on when the facade %s', async (_how, push) => {
    const tee = givenTee();
    let calls = 0;
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
    const tee = givenTee();
    const got: unknown[] = [];
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
    const tee = givenTee();
    const foreign = givenForeign();
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
    const tee = givenTee();
    const foreign = givenForeign();
    tee.adopt(foreign);
    tee.forward(textOf(null));
    expect(foreign.got).toEqual([]);
  });

  it('tells of a facade before it gets an event', async () => {
    const told: string[] = [];
    const tee = givenTee(() => void told.push('adopted'));
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
