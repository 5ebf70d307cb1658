import { describe, expect, it, onTestFinished } from 'vitest';
import { type Head, newHead } from '../../src/worker/outbox-head.js';
import type { DeadLetter, OutboxStore, OutboxTables } from '../../src/worker/outbox-store.js';
import { type RecordBatch, toRow } from '../../src/worker/record-batch.js';

export function makeRow(first: number, texts: readonly string[] = [`{"text":${first}}`]): RecordBatch {
  return toRow(texts, first, '2026-06-01T12:00:00.000Z');
}

function makeLetter(sequence: number): DeadLetter {
  return { sequence, format: 1, text: `{"text":${sequence}}`, bytes: 10, code: 'bad', detail: '', at: 7 };
}

const write = <Result>(store: OutboxStore, work: (tables: OutboxTables) => Promise<Result>) => store.transact('readwrite', work);
const read = <Result>(store: OutboxStore, work: (tables: OutboxTables) => Promise<Result>) => store.transact('readonly', work);

/** Everything that a store holds. */
async function allOf(store: OutboxStore) {
  return read(store, async (tables) => ({
    head: await tables.head(),
    mark: await tables.pageMark('page'),
    rows: await tables.rows(1_000),
    letters: await tables.letters(),
  }));
}

async function fill(store: OutboxStore, ...firsts: number[]): Promise<void> {
  await write(store, async (tables) => {
    for (const first of firsts) tables.putRow(makeRow(first));
  });
}

/**
 * What every store of the log promises, on the disk and in memory alike.
 *
 * @param open gives a connection to what `name` names; a new name has nothing yet.
 */
export function describeOutboxStore(what: string, open: (name: string) => OutboxStore): void {
  function openStore(name: string = crypto.randomUUID()): { store: OutboxStore; name: string } {
    const store = open(name);
    onTestFinished(() => store.close());
    return { store, name };
  }

  describe(`outbox-store ${what}`, () => {
    it('has nothing at first', async () => {
      expect(await allOf(openStore().store)).toEqual({ head: undefined, mark: undefined, rows: [], letters: [] });
    });

    it('keeps what was put for the next who opens it, and hands on what the work returned', async () => {
      const { store, name } = openStore();
      const result = await write(store, async (tables) => {
        tables.putHead(newHead('born'));
        tables.putPageMark('page', { n: 3, at: 5 });
        tables.putRow(makeRow(1));
        tables.putLetter(makeLetter(9));
        return 'done';
      });
      expect(result).toBe('done');
      const before = await allOf(store);
      expect(before).toEqual({ head: newHead('born'), mark: { n: 3, at: 5 }, rows: [makeRow(1)], letters: [makeLetter(9)] });
      store.close();
      expect(await allOf(openStore(name).store)).toEqual(before);
    });

    it('shows a transaction its own writes', async () => {
      const { store } = openStore();
      await fill(store, 1);
      const seen = await write(store, async (tables) => {
        tables.putRow(makeRow(2));
        const first = await tables.rows(9);
        tables.deleteRows(1, 1);
        return [first.length, await tables.rowKeys(0, 9)];
      });
      expect(seen).toEqual([2, [2]]);
    });

    it('takes everything back when the work fails, and hands the reason on', async () => {
      const { store } = openStore();
      await write(store, async (tables) => {
        tables.putHead(newHead('before'));
        tables.putPageMark('page', { n: 1, at: 1 });
        for (const first of [1, 2, 3]) tables.putRow(makeRow(first));
        tables.putLetter(makeLetter(8));
      });
      const before = await allOf(store);
      const failing = write(store, async (tables) => {
        tables.putHead(newHead('after'));
        tables.putPageMark('page', { n: 2, at: 2 });
        tables.putPageMark('other', { n: 2, at: 2 });
        await tables.deletePageMarksBefore(9);
        tables.putRow(makeRow(2, ['{"text":"other"}', '{}']));
        tables.putRow(makeRow(4));
        tables.deleteRows(1, 2);
        tables.putRow(makeRow(1, ['{}']));
        tables.deleteLetter(8);
        tables.putLetter(makeLetter(7));
        await tables.head();
        throw new Error('no more');
      });
      await expect(failing).rejects.toThrow('no more');
      expect(await allOf(store)).toEqual(before);
      expect(await read(store, (tables) => tables.pageMark('other'))).toBeUndefined();
    });

    it('runs the next transaction after one that failed', async () => {
      const { store } = openStore();
      const failing = write(store, async () => {
        throw new Error('no');
      });
      const next = fill(store, 1);
      await expect(failing).rejects.toThrow('no');
      await next;
      expect((await allOf(store)).rows).toHaveLength(1);
    });

    it('gives rows in the order of their keys, after a key, and no more than asked for', async () => {
      const { store } = openStore();
      await fill(store, 30, 4, 100, 5, 1);
      const firsts = (limit: number, after?: number): Promise<number[]> =>
        read(store, async (tables) => (await tables.rows(limit, after)).map(({ first }) => first));
      expect(await firsts(9)).toEqual([1, 4, 5, 30, 100]);
      expect(await firsts(2)).toEqual([1, 4]);
      expect(await firsts(2, 0)).toEqual([1, 4]);
      expect(await firsts(2, 4)).toEqual([5, 30]);
      expect(await firsts(2, 6)).toEqual([30, 100]);
      expect(await firsts(2, 100)).toEqual([]);
      expect(await firsts(4_294_967_295)).toHaveLength(5);
    });

    it('names and deletes the rows between two keys, both included', async () => {
      const { store } = openStore();
      await fill(store, 1, 2, 5, 9, 10);
      expect(await read(store, (tables) => tables.rowKeys(2, 9))).toEqual([2, 5, 9]);
      expect(await read(store, (tables) => tables.rowKeys(3, 4))).toEqual([]);
      await write(store, async (tables) => {
        tables.deleteRows(2, 9);
        tables.deleteRows(3, 4);
      });
      expect((await allOf(store)).rows.map(({ first }) => first)).toEqual([1, 10]);
    });

    it('puts a row in the place of the one with its key', async () => {
      const { store } = openStore();
      await fill(store, 1, 2);
      await write(store, async (tables) => tables.putRow(makeRow(2, ['{}', '{}'])));
      expect((await allOf(store)).rows).toEqual([makeRow(1), makeRow(2, ['{}', '{}'])]);
    });

    it('gives dead letters in the order of their numbers, and deletes one', async () => {
      const { store } = openStore();
      await write(store, async (tables) => {
        for (const sequence of [10, 9, 2]) tables.putLetter(makeLetter(sequence));
      });
      expect((await allOf(store)).letters.map(({ sequence }) => sequence)).toEqual([2, 9, 10]);
      await write(store, async (tables) => tables.deleteLetter(9));
      expect((await allOf(store)).letters.map(({ sequence }) => sequence)).toEqual([2, 10]);
    });

    it('deletes the marks of pages that have not appended for long, and no others', async () => {
      const { store } = openStore();
      const ages = { old: 1, older: 0, exact: 5, young: 6, never: Number.POSITIVE_INFINITY };
      await write(store, async (tables) => {
        for (const [pageId, at] of Object.entries(ages)) tables.putPageMark(pageId, { n: 1, at });
      });
      await write(store, async (tables) => {
        await tables.deletePageMarksBefore(5);
        tables.putHead(newHead('after'));
      });
      const left = await read(store, async (tables) => {
        const found: string[] = [];
        for (const pageId of Object.keys(ages)) if (await tables.pageMark(pageId)) found.push(pageId);
        return found;
      });
      expect(left).toEqual(['exact', 'young', 'never']);
      await write(store, async (tables) => tables.deletePageMark('young'));
      expect(await read(store, (tables) => tables.pageMark('young'))).toBeUndefined();
    });

    it('keeps copies: what is done to an object before or after does not matter', async () => {
      const { store } = openStore();
      const head: Head = newHead('born');
      const [mark, row, letter] = [{ n: 1, at: 1 }, makeRow(1), makeLetter(8)];
      const change = (): void => {
        head.dropped.quota = 9;
        mark.n = 9;
        row.body = 'changed';
        letter.text = 'changed';
      };
      await write(store, async (tables) => {
        tables.putHead(head);
        tables.putPageMark('page', mark);
        tables.putRow(row);
        tables.putLetter(letter);
        change();
      });
      const first = await allOf(store);
      expect(first).toEqual({ head: newHead('born'), mark: { n: 1, at: 1 }, rows: [makeRow(1)], letters: [makeLetter(8)] });
      Object.assign(first.head ?? {}, { outboxId: 'changed' });
      for (const each of [first.mark, first.rows[0], first.letters[0]]) Object.assign(each ?? {}, { at: 9, body: 'changed' });
      expect(await allOf(store)).toMatchObject({ head: newHead('born'), mark: { at: 1 }, rows: [makeRow(1)], letters: [makeLetter(8)] });
    });

    it('runs transactions that write one after the other, whoever asks', async () => {
      const { store, name } = openStore();
      const other = openStore(name).store;
      const grow = (connection: OutboxStore): Promise<void> =>
        write(connection, async (tables) => {
          const head = (await tables.head()) ?? newHead('born');
          await tables.rows(1);
          head.nextSequence += 1;
          tables.putHead(head);
        });
      await Promise.all(Array.from({ length: 20 }, (_, index) => grow(index % 2 ? store : other)));
      expect((await allOf(store)).head?.nextSequence).toBe(21);
    });
  });
}
