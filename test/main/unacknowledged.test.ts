import { describe, expect, it } from 'vitest';
import { heldPushes } from '../support/held-pushes.js';

const megabyte = 'x'.repeat(1_048_576);

describe('unacknowledged', () => {
  it('hands each text over once, in the order of its arrival', () => {
    const held = heldPushes();
    held.setContext('context');
    held.hold(1, 'one');
    expect(held.take()).toEqual(['context', 'one']);
    held.hold(2, 'two');
    expect(held.take()).toEqual(['two']);
    expect(held.take()).toEqual([]);
  });

  it('goes on where it was after a release', () => {
    const held = heldPushes();
    held.hold(1, 'one');
    held.hold(2, 'two');
    held.take();
    held.hold(3, 'three');
    held.release(2);
    expect(held.take()).toEqual(['three']);
  });

  it('keeps the context of an event that is not durable yet', () => {
    const held = heldPushes();
    held.hold(1, 'one');
    held.take();
    held.setContext('moved');
    held.release(1);
    held.hold(2, 'two');
    expect(held.take()).toEqual(['moved', 'two']);
  });

  it('knows the last push that was handed over', () => {
    const held = heldPushes();
    expect(held.takenUpTo()).toBe(0);
    held.hold(1, 'one');
    held.hold(2, 'two');
    held.take();
    held.hold(3, 'three');
    expect(held.takenUpTo()).toBe(2);
    held.release(1);
    expect(held.takenUpTo()).toBe(2);
    held.release(2);
    expect(held.takenUpTo()).toBe(0);
  });

  it('takes a number it has released before without harm', () => {
    const held = heldPushes();
    held.hold(1, 'one');
    held.take();
    held.release(1);
    held.release(1);
    held.release(0);
    held.hold(2, 'two');
    expect(held.take()).toEqual(['two']);
  });

  it('holds 8 MiB and folds what comes after it into one counted loss', () => {
    const held = heldPushes();
    for (let n = 1; n <= 20; n++) held.hold(n, megabyte);
    const texts = held.take();
    expect(texts).toHaveLength(9);
    expect(texts[8]).toBe('{"n":20,"dropped":12}');
  });

  it('begins a new count after the last one was taken, so that no loss is told twice', () => {
    const held = heldPushes();
    for (let n = 1; n <= 9; n++) held.hold(n, megabyte);
    expect(held.take()).toContain('{"n":9,"dropped":1}');
    held.hold(10, megabyte);
    held.hold(11, megabyte);
    expect(held.take()).toEqual(['{"n":11,"dropped":2}']);
  });

  it('has room again when the worker has caught up', () => {
    const held = heldPushes();
    for (let n = 1; n <= 9; n++) held.hold(n, megabyte);
    held.take();
    held.release(9);
    held.hold(10, 'fits');
    expect(held.take()).toEqual(['fits']);
  });

  it('stays within its bound when every push brings a new context and no worker takes anything', () => {
    const held = heldPushes();
    for (let n = 1; n <= 200; n++) {
      held.setContext(`{"context":"${n}${megabyte.slice(0, 100_000)}"}`);
      held.hold(n, `event ${n}`);
    }
    const characters = held.take().reduce((sum, text) => sum + text.length, 0);
    expect(characters).toBeLessThan(8_388_608 + 200_000);
  });

  it('tells all that is not durable, with the context that applies to the first', () => {
    const held = heldPushes();
    held.setContext('{"context":"home"}');
    held.hold(1, 'one');
    held.hold(2, 'two');
    held.take();
    expect(held.all()).toEqual(['{"context":"home"}', 'one', 'two']);
    held.release(1);
    expect(held.isEmpty()).toBe(false);
    held.setContext('{"context":"cart"}');
    held.hold(3, 'three');
    expect(held.all()).toEqual(['{"context":"home"}', 'two', '{"context":"cart"}', 'three']);
    held.release(2);
    expect(held.isEmpty()).toBe(false);
    expect(held.all()).toEqual(['{"context":"cart"}', 'three']);
    held.release(3);
    expect(held.isEmpty()).toBe(true);
    expect(held.all()).toEqual([]);
  });

  it('tells a worker that knows nothing yet all that is not durable, and hands none of it over again', () => {
    const held = heldPushes();
    held.setContext('{"context":"home"}');
    held.hold(1, 'one');
    held.take();
    held.hold(2, 'two');
    expect(held.takeAll()).toEqual(['{"context":"home"}', 'one', 'two']);
    expect(held.take()).toEqual([]);
    held.release(2);
    expect(held.takeAll()).toEqual([]);
    held.hold(3, 'three');
    expect(held.take()).toEqual(['{"context":"home"}', 'three']);
  });
});

describe('what is held without consent', () => {
  it('keeps only a count of what was pushed until a denial, and all that came after a new consent', () => {
    const held = heldPushes();
    held.setContext('{"context":"home"}');
    held.hold(1, 'one');
    held.hold(2, 'two');
    held.take();
    held.hold(3, 'three');
    expect(held.withhold(2)).toBe(2);
    expect(held.takeAll()).toEqual(['{"n":2,"dropped":2,"reason":"consent"}', '{"context":"home"}', 'three']);
  });

  it('adds to the count what is given up later, and knows the context of what comes next', () => {
    const held = heldPushes();
    held.setContext('{"context":"home"}');
    held.hold(1, 'one');
    expect(held.withhold(1)).toBe(1);
    held.drop(2, true);
    held.hold(3, 'three');
    expect(held.take()).toEqual(['{"n":2,"dropped":2,"reason":"consent"}', '{"context":"home"}', 'three']);
    expect(held.withhold(1)).toBe(0);
  });
});
