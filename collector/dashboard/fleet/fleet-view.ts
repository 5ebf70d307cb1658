import type { DeviceDetail, DeviceHealth, FleetFilter, FleetPage } from '../../src/fleet-model.js';
import { fetchDevice, fetchFleet } from '../api.js';
import { button, element, pageElement } from '../element.js';
import { formatCount } from '../format.js';
import { createDeviceDetail } from './device-detail.js';
import { createFleetTable } from './fleet-table.js';

/** Rows on the page. Whoever needs another device searches for it. */
const maxRows = 200;

const filters: readonly { show: FleetFilter; label: string; none: string }[] = [
  { show: 'all', label: 'All', none: 'No device has this in its name, its versions or its problems.' },
  { show: 'losing', label: 'Losing', none: 'No device is losing events.' },
  { show: 'silent', label: 'Silent', none: 'No device is silent: each has sent at least one of its last three heartbeats.' },
  { show: 'behind', label: 'Behind', none: 'No device is behind with its events.' },
];

const emptySentence =
  'A device gets here by itself with its first event; one whose page calls startKiosk(igEvents), and that has a deviceId in its settings, tells the most.';

export interface FleetView {
  /** Asks again for what is shown. */
  refresh(): Promise<void>;
}

/** @param onEvents shows a device's events in the live tail. */
export function createFleetView(onEvents: (device: DeviceHealth) => void): FleetView {
  const place = pageElement('fleet-table', HTMLElement);
  const panel = pageElement('device', HTMLElement);
  const found = pageElement('fleet-found', HTMLElement);
  const search = pageElement('fleet-search', HTMLInputElement);
  const note = element('p', { class: 'quiet-note' });
  const table = createFleetTable((key) => select(key === selected ? undefined : key));
  let show: FleetFilter = 'all';
  let selected: string | undefined;
  let devices: readonly DeviceHealth[] = [];
  /** Which device the panel shows, as of when. */
  let shown = '';

  const buttons = filters.map(({ show: wanted, label }) => ({
    wanted,
    label,
    choose: button('button', label, () => {
      show = wanted;
      void refresh();
    }),
  }));
  pageElement('fleet-filters', HTMLElement).replaceChildren(...buttons.map(({ choose }) => choose));
  search.addEventListener('input', () => void refresh());
  place.replaceChildren(note, table.element);
  panel.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });

  function select(key: string | undefined): void {
    selected = key;
    table.show(devices, selected);
    void showDevice();
  }

  function close(): void {
    const key = selected;
    select(undefined);
    if (key !== undefined) table.focus(key);
  }

  async function refresh(): Promise<void> {
    const [wanted, text] = [show, search.value.trim()];
    const page = await fetchFleet(wanted, text, maxRows);
    // Answers of an earlier choice come too late.
    if (show !== wanted || search.value.trim() !== text) return;
    devices = page.devices;
    for (const each of buttons) {
      each.choose.textContent = `${each.label} ${formatCount(page.counts[each.wanted])}`;
      each.choose.setAttribute('aria-pressed', String(each.wanted === show));
    }
    table.show(devices, selected);
    table.element.hidden = devices.length === 0;
    note.hidden = devices.length > 0;
    note.textContent = noteOf(page, show, text);
    const sentence = foundOf(page);
    // Said aloud where somebody listens: only when it is another.
    if (found.textContent !== sentence) found.textContent = sentence;
    await showDevice();
  }

  async function showDevice(): Promise<void> {
    const key = selected;
    panel.hidden = key === undefined;
    if (key === undefined) {
      shown = '';
      return;
    }
    const known = devices.find((device) => device.key === key);
    // The history of one device costs a look at all events: only when something has come. Ages are as of the minute.
    const version = `${key} ${known?.lastSeenAt ?? ''} ${known?.concerns.join() ?? ''} ${Math.floor(Date.now() / 60_000)}`;
    if (version === shown) return;
    const detail = await fetchDevice(key);
    if (selected !== key) return;
    shown = version;
    draw(detail);
  }

  function draw(detail: DeviceDetail): void {
    const hadFocus = panel.contains(document.activeElement) ? document.activeElement?.textContent : undefined;
    const { scrollTop = 0 } = panel.querySelector('.device-body') ?? {};
    panel.replaceChildren(...createDeviceDetail(detail, { onClose: close, onEvents }));
    panel.querySelector('.device-body')?.scrollTo(0, scrollTop);
    [...panel.querySelectorAll('button')].find(({ textContent }) => textContent === hadFocus)?.focus();
  }

  return { refresh };
}

function noteOf({ counts }: FleetPage, show: FleetFilter, text: string): string {
  if (counts.all === 0) return emptySentence;
  const [all, ...others] = filters;
  const chosen = text === '' ? others.find((filter) => filter.show === show) : all;
  return chosen?.none ?? '';
}

function foundOf({ found, devices, counts }: FleetPage): string {
  if (counts.all === 0) return '';
  const all = `${formatCount(found)} of ${formatCount(counts.all)} devices`;
  return devices.length < found
    ? `${all}; the worst ${formatCount(devices.length)} are shown, search for others.`
    : `${all}, the worst first.`;
}
