import type { Breakdown, Facet } from '../read-model.js';
import { facetSql } from './facet-sql.js';
import type { Reader } from './reader.js';

const maxValues = 25;

/** How often each value of a facet occurs among the events of one name, the most frequent first. */
export async function readBreakdown(read: Reader, name: string, by: Facet, path: string): Promise<Breakdown> {
  const { expression, values } = facetSql(by, path);
  const rows = await read(
    `with found as (select unnest(${expression}) as value from kept_events where name = ?)
     select value, count(*) as count, count(*) over () as "distinct" from found where value is not null
     group by value order by count desc, value limit ${maxValues}`,
    [...values, name],
  );
  const [total] = await read('select count(*) as count from kept_events where name = ?', [name]);
  return {
    name,
    by,
    path,
    events: total?.number('count') ?? 0,
    distinct: rows[0]?.number('distinct') ?? 0,
    values: rows.map((row) => ({ value: row.text('value'), count: row.number('count') })),
  };
}
