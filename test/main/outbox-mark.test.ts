import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readOutboxMark, writeOutboxMark } from '../../src/main/outbox-mark.js';

const stored = new Map<string, string>();
const mark = { outboxId: 'a1', pending: 3, failedOpens: 0, revision: 7 };

beforeEach(() => {
  stored.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
});

describe('outbox-mark', () => {
  it('reads what was written, each site its own', () => {
    writeOutboxMark('shop', mark);
    expect(readOutboxMark('shop')).toEqual(mark);
    expect(readOutboxMark('other')).toBeUndefined();
    expect([...stored.keys()]).toEqual(['igev-outbox:shop']);
  });

  it('keeps what is newer of the same outbox, whichever page writes last', () => {
    writeOutboxMark('shop', mark);
    writeOutboxMark('shop', { ...mark, pending: 1, revision: 6 });
    expect(readOutboxMark('shop')).toEqual(mark);
    const other = { outboxId: 'b2', pending: 0, failedOpens: 0, revision: 1 };
    writeOutboxMark('shop', other);
    expect(readOutboxMark('shop')).toEqual(other);
  });

  it('reads what an older version wrote', () => {
    stored.set('igev-outbox:shop', '{"outboxId":"a1","pending":3,"failedOpens":0}');
    expect(readOutboxMark('shop')).toEqual({ ...mark, revision: 0 });
  });

  it.each([
    ['nothing', ''],
    ['what is not JSON', '{"outboxId":"a1",'],
    ['null', 'null'],
    ['a text', '"a1"'],
    ['a list', '[]'],
    ['an id that is none', '{"outboxId":7,"pending":3,"failedOpens":0}'],
    ['a count that is a text', '{"outboxId":"a1","pending":"3","failedOpens":0}'],
    ['a negative count', '{"outboxId":"a1","pending":-3,"failedOpens":0}'],
    ['a count that is missing', '{"outboxId":"a1","pending":3}'],
  ])('takes %s for no mark', (_, text) => {
    stored.set('igev-outbox:shop', text);
    expect(readOutboxMark('shop')).toBeUndefined();
  });

  it('does without where storage is refused', () => {
    vi.stubGlobal('localStorage', undefined);
    expect(() => writeOutboxMark('shop', mark)).not.toThrow();
    expect(readOutboxMark('shop')).toBeUndefined();
  });
});
