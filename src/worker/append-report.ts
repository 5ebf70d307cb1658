import { countRow, type Head, isReportDue, reportRow } from './outbox-head.js';
import type { OutboxTables } from './outbox-store.js';
import { oldestRows } from './stored-rows.js';

/** Appends the account of losses when the last one told is outdated, inside the caller's transaction. */
export async function appendReport(tables: OutboxTables, head: Head, source: string, id: string, now: number): Promise<void> {
  if (!isReportDue(head)) return;
  const { rows } = await oldestRows(tables, 1);
  const row = reportRow(head, source, id, rows[0]?.firstAt, now);
  countRow(head, row);
  tables.putRow(row);
}
