import type { OutboxHealth } from '../src/read-model.js';
import { element } from './element.js';
import { formatAgo, formatCount, formatOffset, splitSource } from './format.js';

/** Each column with what its number means. */
const headings: readonly (readonly [string, string])[] = [
  ['Outbox', 'The device’s log of events, and the site it belongs to'],
  ['Highest sequence', 'Outboxes number their events without gaps'],
  ['Received', 'Different numbers that arrived'],
  ['Missing', 'Numbers that neither arrived nor were reported as given up'],
  ['Dropped', 'Reported by the device: given up after they had a number'],
  ['Buried', 'Reported by the device: refused by a collector, kept as dead letters'],
  ['Duplicates', 'Events that arrived again and were recognised by their id'],
  ['Id conflicts', 'Other contents that came under a known id; the first is kept'],
  ['Cloned', 'Events under a number that another event has: a copied profile, or storage that was set back. They can hide missing ones'],
  ['Retries', 'Batches that arrived at a second or later attempt'],
  ['Pending', 'Reported by the device: events that waited there'],
  ['Clock', 'The device’s clock beside the collector’s, when it last sent'],
  ['Last seen', 'Last time that anything arrived'],
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
      headings.map(([label, title]) => element('th', { title, attributes: { scope: 'col' } }, [label])),
    ),
  ]);
  place.replaceChildren(element('table', {}, [head, element('tbody', {}, outboxes.map(createRow))]));
}

function createRow(outbox: OutboxHealth): HTMLTableRowElement {
  const { site, outbox: id } = splitSource(outbox.source);
  const name = [element('span', { class: 'outbox-id' }, [id]), element('span', { class: 'outbox-site' }, [site])];
  return element('tr', {}, [
    element('th', { title: outbox.source, attributes: { scope: 'row' } }, name),
    cell(formatCount(outbox.highestSequence)),
    cell(formatCount(outbox.received)),
    element('td', {}, [missingBadge(outbox)]),
    cell(formatCount(outbox.dropped)),
    cell(formatCount(outbox.buried)),
    cell(formatCount(outbox.duplicates)),
    suspicious(outbox.idConflicts),
    suspicious(outbox.cloned),
    cell(formatCount(outbox.retries)),
    cell(outbox.pending === null ? '–' : formatCount(outbox.pending)),
    clockCell(outbox.clockOffsetMs),
    element('td', { title: outbox.lastSeenAt }, [formatAgo(outbox.lastSeenAt, Date.now())]),
  ]);
}

function missingBadge({ missing, cloned }: OutboxHealth): HTMLSpanElement {
  if (missing > 0) return element('span', { class: 'badge bad' }, [formatCount(missing)]);
  // Two devices that count in one row of numbers fill each other's gaps.
  return cloned > 0 ? element('span', { class: 'badge warn' }, ['none known']) : element('span', { class: 'badge good' }, ['none']);
}

function suspicious(count: number): HTMLTableCellElement {
  return count === 0 ? cell('0') : element('td', {}, [element('span', { class: 'badge warn' }, [formatCount(count)])]);
}

function clockCell(offsetMs: number | null): HTMLTableCellElement {
  if (offsetMs === null) return cell('–');
  return offsetMs === 0 ? element('td', { class: 'zero' }, ['right']) : element('td', { class: 'warn' }, [formatOffset(offsetMs)]);
}

function cell(text: string): HTMLTableCellElement {
  return element('td', { class: text === '0' || text === '–' ? 'zero' : '' }, [text]);
}
