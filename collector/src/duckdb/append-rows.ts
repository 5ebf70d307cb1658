import { type DuckDBAppender, type DuckDBConnection, DuckDBTimestampValue } from '@duckdb/node-api';
import type { Json } from '../../../src/shared/event.js';

/** What a column can be given: undefined is null, Date is a timestamp in UTC, and objects are JSON. */
type Cell = string | number | bigint | Date | undefined | { json: Json };

/** Appends whole rows through DuckDB's appender: a row by statement is a thousand times slower. */
export async function appendRows(connection: DuckDBConnection, table: string, rows: readonly (readonly Cell[])[]): Promise<void> {
  if (rows.length === 0) return;
  const appender = await connection.createAppender(table);
  try {
    for (const row of rows) {
      for (const cell of row) appendCell(appender, cell);
      appender.endRow();
    }
  } finally {
    appender.closeSync();
  }
}

function appendCell(appender: DuckDBAppender, cell: Cell): void {
  if (cell === undefined) appender.appendNull();
  else if (typeof cell === 'string') appender.appendVarchar(cell);
  else if (typeof cell === 'number') appender.appendInteger(cell);
  else if (typeof cell === 'bigint') appender.appendBigInt(cell);
  else if (cell instanceof Date) appender.appendTimestamp(new DuckDBTimestampValue(BigInt(cell.getTime()) * 1000n));
  else appender.appendVarchar(JSON.stringify(cell.json));
}
