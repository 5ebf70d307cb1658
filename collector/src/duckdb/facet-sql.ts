import { maxDeviceIdLength } from '../device-id.js';
import type { Facet } from '../read-model.js';

/** A facet as SQL: a list of texts per event, because an event can be in several test groups. */
export interface FacetSql {
  expression: string;
  values: string[];
}

export function facetSql(by: Facet, path: string): FacetSql {
  switch (by) {
    case 'property':
      return { expression: 'list_value(json_extract_string(properties, ?))', values: [toPointer(path)] };
    case 'user':
      return { expression: 'list_value(user_id)', values: [] };
    case 'account':
      return { expression: `list_value(data->>'accountId')`, values: [] };
    case 'consent':
      return { expression: `list_value(data->>'consent')`, values: [] };
    case 'device':
      return { expression: `list_value(${device})`, values: [] };
    case 'testGroup':
      return {
        expression: `list_transform(json_extract(test_groups, '$[*]'), lambda g: concat_ws(': ', g->>'experienceName', g->>'name'))`,
        values: [],
      };
    case 'campaign':
      return { expression: `json_extract_string(campaigns, '$[*].name')`, values: [] };
  }
}

/** As `deviceIdOf` reads it; an outbox without one stands for its device. */
const device = `case when json_type(data, '$.device.id') = 'VARCHAR' and length(data->'device'->>'id') between 1 and ${maxDeviceIdLength}
  then data->'device'->>'id' else source end`;

/** A dotted path as a JSON pointer, which has no special signs that a property name could abuse. */
function toPointer(path: string): string {
  return path
    .split('.')
    .map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}
