import { describe, expect, it } from 'vitest';
import { createFacade, isFacade, retireFacade } from '../../src/main/facade.js';

function givenFacade() {
  const pushed: unknown[] = [];
  const facade = createFacade({
    push: (...items: unknown[]) => Promise.resolve(void pushed.push(...items)),
    igEvents: [],
    get consent() {
      return pushed.length ? 'denied' : 'granted';
    },
  });
  return { facade, pushed };
}

describe('facade', () => {
  it('is an array to those who ask, and stays empty whatever is pushed', () => {
    const { facade, pushed } = givenFacade();
    void facade.push('one', 'two');
    expect(pushed).toEqual(['one', 'two']);
    expect(Array.isArray(facade)).toBe(true);
    expect(facade).toHaveLength(0);
    expect(JSON.stringify(facade)).toBe('[]');
    expect([...Array.from(facade as object as unknown[])]).toEqual([]);
  });

  it('shows none of its members to those who list them', () => {
    const { facade } = givenFacade();
    expect(Object.keys(facade)).toEqual([]);
    const listed: string[] = [];
    for (const key in facade) listed.push(key);
    expect(listed).toEqual([]);
    expect(facade).toHaveProperty('igEvents', []);
  });

  it('asks a getter anew each time', () => {
    const { facade } = givenFacade();
    expect(facade.consent).toBe('granted');
    void facade.push('one');
    expect(facade.consent).toBe('denied');
  });

  it('lets a page wrap its push', () => {
    const { facade, pushed } = givenFacade();
    const { push } = facade;
    facade.push = (...items) => push('before', ...items);
    void facade.push('one');
    expect(pushed).toEqual(['before', 'one']);
  });

  it('is recognised by another copy of the library until it is retired', () => {
    const { facade } = givenFacade();
    expect(Reflect.get(facade, Symbol.for('igevents.facade'))).toBe(true);
    expect(isFacade(facade)).toBe(true);
    retireFacade(facade);
    expect(isFacade(facade)).toBe(false);
  });

  it.each([[undefined], [null], ['text'], [[]], [{ push: () => 0 }]])('is not mistaken for %s', (value) => {
    expect(isFacade(value)).toBe(false);
  });
});
