import type { OutboxHealth } from '../src/read-model.js';
import { element } from './element.js';
import { formatAgo, formatCount, splitSource } from './format.js';

const headings = [
  'Outbox',
  'Highest sequence',
  'Received',
  'Missing',
  'Dropped',
  'Buried',
  'Duplicates',
  'Retries',
  'Pending',
  'Last seen',
];

/** The loss audit, one row per outbox. */
export function showOutboxes(place: HTMLElement, outboxes: readonly OutboxHealth[]): void {
  // Safari does not let the keyboard scroll what cannot have the focus.
  place.tabIndex = 0;
  if (outboxes.length === 0) {
    place.replaceChildren(element('p', { class: 'quiet-note' }, ['Each outbox that sends gets a row here, with its loss audit.']));
    return;
  }
  const head = element('thead', {}, [
    element(
      'tr',
      {},
      headings.map((heading) => element('th', { attributes: { scope: 'col' } }, [heading])),
    ),
  ]);
  place.replaceChildren(element('table', {}, [head, element('tbody', {}, outboxes.map(createRow))]));
}

function createRow(outbox: OutboxHealth): HTMLTableRowElement {
  const { site, outbox: id } = splitSource(outbox.source);
  const isWhole = outbox.missing === 0;
  const name = [element('span', { class: 'outbox-id' }, [id]), element('span', { class: 'outbox-site' }, [site])];
  return element('tr', {}, [
    element('th', { title: outbox.source, attributes: { scope: 'row' } }, name),
    cell(formatCount(outbox.highestSequence)),
    cell(formatCount(outbox.received)),
    element('td', {}, [element('span', { class: isWhole ? 'badge good' : 'badge bad' }, [isWhole ? 'none' : formatCount(outbox.missing)])]),
    cell(formatCount(outbox.dropped)),
    cell(formatCount(outbox.buried)),
    cell(formatCount(outbox.duplicates)),
    cell(formatCount(outbox.retries)),
    cell(outbox.pending === null ? '–' : formatCount(outbox.pending)),
    element('td', { title: outbox.lastSeenAt }, [formatAgo(outbox.lastSeenAt, Date.now())]),
  ]);
}

function cell(text: string): HTMLTableCellElement {
  return element('td', { class: text === '0' || text === '–' ? 'zero' : '' }, [text]);
}
