import { beforeEach, describe, expect, it } from 'vitest';
import { createJournal } from '../../src/main/journal.js';
import { leftJournals } from '../../src/main/left-journals.js';

beforeEach(() => localStorage.clear());

const messages = (site: string): string[] => leftJournals(site).map(({ message }) => message);

describe('journal', () => {
  it('hands what a page has left to the next, under the old page id', () => {
    createJournal('shop', 'old').write(['context', 'one', 'two']);
    expect(leftJournals('shop')).toMatchObject([{ pageId: 'old', message: 'context,\none,\ntwo' }]);
  });

  it('leaves nothing when everything became durable after all', () => {
    const journal = createJournal('shop', 'old');
    journal.write(['one']);
    journal.write([]);
    expect(messages('shop')).toEqual([]);
  });

  it('keeps the journals of sites apart', () => {
    createJournal('shop', 'old').write(['one']);
    expect(messages('other')).toEqual([]);
  });

  it('removes only what it has handed over, when the page has written more meanwhile', () => {
    const alive = createJournal('shop', 'old');
    alive.write(['one']);
    const [left] = leftJournals('shop');
    alive.write(['one', 'two']);
    left?.remove();
    expect(messages('shop')).toEqual(['one,\ntwo']);
    leftJournals('shop')[0]?.remove();
    expect(messages('shop')).toEqual([]);
  });

  it('writes the oldest records, in order and without gaps, when there are more than fit', () => {
    const long = 'x'.repeat(400_000);
    createJournal('shop', 'old').write([long, long, long, 'short']);
    expect(messages('shop')).toEqual([`${long},\n${long}`]);
  });
});
