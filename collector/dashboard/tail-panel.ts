import type { StoredEvent } from '../src/read-model.js';
import { fetchEvents } from './api.js';
import { button, element } from './element.js';
import { createEmptyState } from './empty-state.js';
import { formatCount } from './format.js';
import { passes, type TailFilter } from './tail-filter.js';
import { createTailList } from './tail-list.js';

const pageSize = 100;
/** While the tail is paused, the newest events are held up to this number; the others are fetched when somebody asks for them. */
const maxHeld = 300;

export interface TailPanel {
  /** Shows the past that passes the filter, then whatever arrives. */
  setFilter(filter: TailFilter): Promise<void>;
  add(event: StoredEvent): void;
  setPaused(isPaused: boolean): void;
  select(position: number | undefined): void;
}

export function createTailPanel(place: HTMLElement, onSelect: (event: StoredEvent) => void, onHeld: (count: number) => void): TailPanel {
  const list = element('ol', { class: 'rows' });
  const rows = createTailList(list, onSelect);
  const older = button('button older', 'Older events', () => void showOlder());
  const nothing = element('p', { class: 'quiet-note' }, ['No event passes this filter. New ones appear here as they are stored.']);
  const empty = createEmptyState();
  let filter: TailFilter = { name: undefined, text: '', facet: undefined, withHeartbeats: false };
  let arrived: StoredEvent[] = [];
  let held = 0;
  let isPaused = false;
  let isDrawing = false;

  place.replaceChildren(empty, nothing, list, older);
  arrange(false);

  function arrange(hasOlder: boolean): void {
    const isEmpty = list.childElementCount === 0;
    const isFiltered = filter.name !== undefined || filter.text !== '' || filter.facet !== undefined;
    empty.hidden = !isEmpty || isFiltered;
    nothing.hidden = !isEmpty || !isFiltered;
    older.hidden = !hasOlder;
  }

  async function showOlder(): Promise<void> {
    const events = await fetchEvents(filter, pageSize, rows.oldestPosition());
    rows.append(events);
    arrange(events.length === pageSize);
  }

  // A burst is drawn once per frame; a hidden page draws when it is shown again.
  function draw(): void {
    isDrawing = false;
    if (isPaused || arrived.length === 0) return;
    rows.prepend(arrived.reverse());
    arrived = [];
    arrange(!older.hidden);
  }

  function drawSoon(): void {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(draw);
  }

  return {
    async setFilter(next) {
      filter = next;
      const events = await fetchEvents(next, pageSize);
      if (filter !== next) return;
      rows.replace(events);
      arrived = arrived.filter((event) => passes(event, next));
      arrange(events.length === pageSize);
      drawSoon();
    },
    add(event) {
      if (!passes(event, filter)) return;
      arrived.push(event);
      if (arrived.length > maxHeld) arrived.shift();
      if (isPaused) onHeld(++held);
      else drawSoon();
    },
    setPaused(paused) {
      isPaused = paused;
      held = 0;
      if (!paused) drawSoon();
    },
    select: rows.select,
  };
}

/** What a pause button says. */
export function pauseLabel(isPaused: boolean, held: number): string {
  if (!isPaused) return 'Pause';
  return held === 0 ? 'Resume' : `Resume · ${formatCount(held)} new`;
}
