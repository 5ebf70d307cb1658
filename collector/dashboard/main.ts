import type { NameSummary, StoredEvent } from '../src/read-model.js';
import { fetchNames, fetchOutboxes, fetchSummary } from './api.js';
import { createBreakdownView } from './breakdown-view.js';
import { pageElement } from './element.js';
import { showEventDetail } from './event-detail.js';
import { showFilterChips } from './filter-chips.js';
import { createFleetView } from './fleet/fleet-view.js';
import { followTail } from './live-tail.js';
import { createNamesList } from './names-list.js';
import { showOutboxes } from './outbox-table.js';
import { createRefresher } from './refresher.js';
import { createSidePanel } from './side-panel.js';
import type { FacetFilter, TailFilter } from './tail-filter.js';
import { createTailPanel, pauseLabel } from './tail-panel.js';
import { showTotals } from './totals.js';
import { createViewSwitch } from './view-switch.js';

const connection = pageElement('connection', HTMLElement);
const search = pageElement('search', HTMLInputElement);
const fleetSearch = pageElement('fleet-search', HTMLInputElement);
const pause = pageElement('pause', HTMLButtonElement);
const heartbeats = pageElement('heartbeats', HTMLButtonElement);
const eventPanel = pageElement('panel-event', HTMLElement);

let filter: TailFilter = { name: undefined, text: '', facet: undefined, withHeartbeats: false };
let names: NameSummary[] = [];
let isPaused = false;

const side = createSidePanel();
const breakdown = createBreakdownView(pageElement('panel-breakdown', HTMLElement), filterByFacet);
const namesList = createNamesList(pageElement('names', HTMLElement), (name) => {
  if (filter.name === name) return setFilter({ ...filter, name: undefined });
  setFilter({ ...filter, name, facet: undefined });
  side.open('breakdown');
});
const tail = createTailPanel(pageElement('tail', HTMLElement), selectEvent, (held) => {
  pause.textContent = pauseLabel(true, held);
});

function selectEvent(event: StoredEvent): void {
  tail.select(event.position);
  showEventDetail(eventPanel, event, filterByFacet);
  side.open('event');
}

function filterByFacet(facet: FacetFilter): void {
  setFilter({ ...filter, facet });
}

function setFilter(next: TailFilter): void {
  const isOtherName = next.name !== filter.name;
  filter = next;
  heartbeats.setAttribute('aria-pressed', String(filter.withHeartbeats));
  showFilterChips(pageElement('filters', HTMLElement), filter, setFilter);
  namesList.show(names, filter.name);
  if (isOtherName) void breakdown.show(filter.name);
  void tail.setFilter(filter);
}

const fleet = createFleetView(({ name, key, hasId }) => {
  setFilter({ name: undefined, text: '', facet: { by: 'device', path: '', value: hasId ? name : key }, withHeartbeats: true });
  search.value = '';
  views.open('events');
});

const refresher = createRefresher(async () => {
  if (views.current() === 'fleet') {
    const [summary] = await Promise.all([fetchSummary(), fleet.refresh()]);
    showTotals(pageElement('totals', HTMLElement), summary);
    return;
  }
  const [summary, latestNames, outboxes] = await Promise.all([fetchSummary(), fetchNames(), fetchOutboxes()]);
  names = latestNames;
  showTotals(pageElement('totals', HTMLElement), summary);
  namesList.show(names, filter.name);
  showOutboxes(pageElement('outboxes', HTMLElement), outboxes);
  if (side.isOpen('breakdown')) await breakdown.refresh();
});

pause.addEventListener('click', () => {
  isPaused = !isPaused;
  pause.setAttribute('aria-pressed', String(isPaused));
  pause.textContent = pauseLabel(isPaused, 0);
  tail.setPaused(isPaused);
});
heartbeats.addEventListener('click', () => setFilter({ ...filter, withHeartbeats: !filter.withHeartbeats }));
search.addEventListener('input', () => setFilter({ ...filter, text: search.value.trim() }));
document.addEventListener('keydown', (key) => {
  if (key.key !== '/' || key.target instanceof HTMLInputElement) return;
  key.preventDefault();
  (views.current() === 'fleet' ? fleetSearch : search).focus();
});

const views = createViewSwitch(() => refresher.refreshSoon());
showEventDetail(eventPanel, undefined, filterByFacet);
void breakdown.show(undefined);
followTail(
  (event) => {
    tail.add(event);
    refresher.refreshSoon();
  },
  (isLive) => {
    connection.textContent = isLive ? 'live' : 'reconnecting';
    connection.classList.toggle('live', isLive);
    // What was stored while the stream was down and lies too far back for it to replay.
    if (isLive) setFilter(filter);
  },
);
refresher.refreshSoon();
