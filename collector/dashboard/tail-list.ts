import type { StoredEvent } from '../src/read-model.js';
import { button, element } from './element.js';
import { formatMs, formatPreview, formatTime } from './format.js';

/** Rows on the page; older ones stay in the store and come back by "Older events". */
const maxRows = 300;

export interface TailList {
  /** Newest first. */
  replace(events: readonly StoredEvent[]): void;
  prepend(events: readonly StoredEvent[]): void;
  append(events: readonly StoredEvent[]): void;
  select(position: number | undefined): void;
  oldestPosition(): number | undefined;
}

export function createTailList(list: HTMLElement, onSelect: (event: StoredEvent) => void): TailList {
  const rows = new Map<number, HTMLLIElement>();
  let selected: number | undefined;

  function createRow(event: StoredEvent, isNew: boolean): HTMLLIElement {
    const time = element(
      'time',
      { class: 'row-time', title: `Received; pushed at ${event.correctedTime ?? event.time}`, attributes: { datetime: event.receivedAt } },
      [formatTime(event.receivedAt)],
    );
    const choose = button('row', time, () => onSelect(event));
    choose.append(
      element('span', { class: 'row-name', title: event.name }, [event.name]),
      element('span', { class: 'row-preview' }, [formatPreview(event.properties)]),
      element('span', { class: 'row-user', title: event.userId ?? '' }, [event.userId ?? '']),
      element('span', { class: event.lagMs > 60_000 ? 'row-lag late' : 'row-lag', title: 'From push to received' }, [
        formatMs(event.lagMs),
      ]),
    );
    choose.setAttribute('aria-pressed', String(event.position === selected));
    return element('li', { class: isNew ? 'new' : '' }, [choose]);
  }

  function add(events: readonly StoredEvent[], isNew: boolean): HTMLLIElement[] {
    const added: HTMLLIElement[] = [];
    for (const event of events) {
      if (rows.has(event.position)) continue;
      const row = createRow(event, isNew);
      rows.set(event.position, row);
      added.push(row);
    }
    return added;
  }

  function dropOldest(): void {
    const positions = [...rows.keys()].sort((a, b) => b - a);
    for (const position of positions.slice(maxRows)) {
      rows.get(position)?.remove();
      rows.delete(position);
    }
  }

  return {
    replace(events) {
      rows.clear();
      list.replaceChildren(...add(events, false));
    },
    prepend(events) {
      list.prepend(...add(events, true));
      if (rows.size > maxRows) dropOldest();
    },
    append: (events) => list.append(...add(events, false)),
    select(position) {
      setPressed(rows.get(selected ?? -1), false);
      selected = position;
      setPressed(rows.get(position ?? -1), true);
    },
    oldestPosition: () => (rows.size === 0 ? undefined : Math.min(...rows.keys())),
  };
}

function setPressed(row: HTMLLIElement | undefined, isPressed: boolean): void {
  row?.firstElementChild?.setAttribute('aria-pressed', String(isPressed));
}
