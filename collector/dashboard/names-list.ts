import type { NameSummary } from '../src/read-model.js';
import { button, element } from './element.js';
import { formatAgo, formatCount } from './format.js';
import { createSparkline } from './sparkline.js';

export interface NamesList {
  show(names: readonly NameSummary[], selected: string | undefined): void;
}

interface NameRow {
  item: HTMLLIElement;
  update(summary: NameSummary, isSelected: boolean): void;
}

/** Rows are kept and updated in place, so that the focus stays where the keyboard put it. */
export function createNamesList(list: HTMLElement, onSelect: (name: string) => void): NamesList {
  const rows = new Map<string, NameRow>();
  return {
    show(names, selected) {
      if (names.length === 0) {
        list.replaceChildren(element('li', { class: 'quiet-note' }, ['Names appear with the first event.']));
        return;
      }
      if (rows.size === 0) list.replaceChildren();
      for (const [index, summary] of inOrder(names).entries()) {
        const row = rows.get(summary.name) ?? createRow(summary, onSelect);
        rows.set(summary.name, row);
        row.update(summary, summary.name === selected);
        // Moving an element takes the focus from it: it stays unless its place has changed.
        if (list.children[index] !== row.item) list.insertBefore(row.item, list.children[index] ?? null);
      }
    },
  };
}

/** Kiosks send heartbeats by day and night: they would stand above whatever customers do. */
function inOrder(names: readonly NameSummary[]): NameSummary[] {
  return [...names.filter(({ isHeartbeat }) => !isHeartbeat), ...names.filter(({ isHeartbeat }) => isHeartbeat)];
}

function createRow({ name, isHeartbeat }: NameSummary, onSelect: (name: string) => void): NameRow {
  const count = element('span', { class: 'name-count' });
  const seen = element('span', { class: 'name-seen' });
  const chart = element('span', { class: 'name-chart' });
  const label = element('span', { class: 'name-label', title: name }, [name]);
  if (isHeartbeat)
    label.append(
      element('span', { class: 'own', title: 'Sent by kiosks to tell how they are; the fleet view reads them' }, ['of igevents']),
    );
  const choose = button('name-row', label, () => onSelect(name));
  choose.append(count, seen, chart);
  return {
    item: element('li', {}, [choose]),
    update(summary, isSelected) {
      count.textContent = formatCount(summary.count);
      seen.textContent = formatAgo(summary.lastSeenAt, Date.now());
      seen.title = summary.lastSeenAt;
      const total = summary.perMinute.reduce((sum, minute) => sum + minute, 0);
      chart.replaceChildren(createSparkline(summary.perMinute, `${total} events in the last 30 minutes`));
      choose.setAttribute('aria-pressed', String(isSelected));
    },
  };
}
