import type { DuckDBConnection, Json as DuckDBJson, DuckDBValue } from '@duckdb/node-api';
import type { Json } from '../../../src/shared/event.js';

/** One row of a result: each method reads a column as what the query made it, and throws when it is something else. */
export interface Row {
  text(column: string): string;
  textOrNull(column: string): string | null;
  number(column: string): number;
  numberOrNull(column: string): number | null;
  /** An instant, selected as `epoch_ms(…)`. */
  instant(column: string): string;
  instantOrNull(column: string): string | null;
  json(column: string): Json;
}

export type Reader = (sql: string, values?: DuckDBValue[]) => Promise<Row[]>;

/** Queries of one connection, one after the other: DuckDB would let the others wait on threads that the writer needs. */
export function createReader(connection: DuckDBConnection): Reader {
  let last: Promise<unknown> = Promise.resolve();
  return (sql, values) => {
    const result = last.then(async () => {
      const reader = await connection.runAndReadAll(sql, values);
      return reader.getRowObjectsJson().map(toRow);
    });
    last = result.catch(() => undefined);
    return result;
  };
}

function toRow(cells: Record<string, DuckDBJson>): Row {
  const row: Row = {
    text: (column) => row.textOrNull(column) ?? fail(column, 'a text'),
    textOrNull(column) {
      const cell = cells[column] ?? null;
      return cell === null || typeof cell === 'string' ? cell : fail(column, 'a text');
    },
    number: (column) => row.numberOrNull(column) ?? fail(column, 'a number'),
    numberOrNull(column) {
      const cell = cells[column] ?? null;
      // 64-bit numbers arrive as texts.
      const number = typeof cell === 'string' ? Number(cell) : cell;
      return number === null || typeof number === 'number' ? number : fail(column, 'a number');
    },
    instant: (column) => new Date(row.number(column)).toISOString(),
    instantOrNull(column) {
      const at = row.numberOrNull(column);
      return at === null ? null : new Date(at).toISOString();
    },
    json: (column) => JSON.parse(row.text(column)),
  };
  return row;
}

function fail(column: string, wanted: string): never {
  throw new Error(`The column "${column}" does not hold ${wanted}.`);
}
