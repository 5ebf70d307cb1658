import type { Json } from '../../src/shared/event.js';
import { element } from './element.js';

/** Indented JSON with its kinds of value set apart. */
export function createJsonView(value: Json): HTMLPreElement {
  return element('pre', { class: 'json', attributes: { tabindex: '0' } }, nodesOf(value, ''));
}

function nodesOf(value: Json, indent: string): (Node | string)[] {
  if (value === null || typeof value !== 'object') return [scalar(value)];
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const members: (Node | string)[][] = isList
    ? value.map((item: Json) => nodesOf(item, inner))
    : Object.entries(value).map(([key, member]) => [
        element('span', { class: 'json-key' }, [JSON.stringify(key)]),
        ': ',
        ...nodesOf(member, inner),
      ]);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) return [`${open}${close}`];
  const lines = members.flatMap((member, index) => [index === 0 ? `\n${inner}` : `,\n${inner}`, ...member]);
  return [open, ...lines, `\n${indent}${close}`];
}

function scalar(value: null | boolean | number | string): HTMLSpanElement {
  const kind = value === null ? 'null' : typeof value;
  return element('span', { class: `json-${kind}` }, [JSON.stringify(value)]);
}
