import { element } from './element.js';

/** What to do when nothing has arrived yet, with the addresses of this very collector. */
export function createEmptyState(): HTMLElement {
  const endpoint = new URL('../ig/events', document.baseURI).href;
  return element('div', { class: 'empty' }, [
    element('h3', {}, ['No events yet']),
    element('p', {}, ['Point the library at this collector and push an event. It appears here within a second.']),
    code(
      `const igEvents = createIgEvents({ endpoint: '${endpoint}' });\nigEvents.push({ event: 'add_to_cart', properties: { sku: 'A-17', qty: 2 } });`,
    ),
    element('p', {}, ['Or send one from a terminal:']),
    code(`curl ${endpoint} -H 'content-type: application/json' -d '[{
  "specversion": "1.0", "type": "io.igevents.custom_event.v1",
  "source": "urn:igevents:terminal:1", "id": "hello:1", "sequence": "1",
  "time": "${new Date().toISOString()}",
  "data": { "event": "hello", "properties": { "from": "terminal" } } }]'`),
  ]);
}

function code(text: string): HTMLPreElement {
  return element('pre', { class: 'json', attributes: { tabindex: '0' } }, [text]);
}
