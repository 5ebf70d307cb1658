import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { appendBatches } from '../../collector/src/duckdb/append-batches.js';
import { schema } from '../../collector/src/duckdb/schema.js';
import type { CheckedBatch } from '../../collector/src/index.js';

function batch(id: string): CheckedBatch {
  const event = { id, source: 's', sequence: 1n, time: 0, name: 'x', data: { event: 'x', properties: {} }, note: undefined };
  return { batch: 'b', receivedAt: 0, sentAt: undefined, attempt: 1, rejected: 0, events: [event] };
}

/** A connection whose next commit finds the disk full: DuckDB has ended the transaction when it says so. */
function onFullDisk(connection: DuckDBConnection): DuckDBConnection {
  return new Proxy(connection, {
    get(target, name) {
      if (name !== 'run') return Reflect.get(target, name).bind(target);
      return async (sql: string) => {
        if (sql !== 'commit') return target.run(sql);
        await target.run('rollback');
        throw new Error('No space left on device');
      };
    },
  });
}

describe('full disk', () => {
  it('is told as the reason of a commit that failed, leaves nothing behind, and ends when there is room', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    onTestFinished(() => instance.closeSync());
    await connection.run(schema);
    await expect(appendBatches(onFullDisk(connection), [batch('a')], 1, new Set(), new Map())).rejects.toThrow('No space left on device');
    expect(await appendBatches(connection, [batch('a'), batch('b')], 2, new Set(), new Map())).toEqual([
      { accepted: 1, duplicates: 0 },
      { accepted: 1, duplicates: 0 },
    ]);
  });
});
