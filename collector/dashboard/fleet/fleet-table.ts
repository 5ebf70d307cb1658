import type { DeviceHealth } from '../../src/fleet-model.js';
import { button, element } from '../element.js';
import { columns } from './device-cells.js';

export interface FleetTable {
  element: HTMLTableElement;
  show(devices: readonly DeviceHealth[], selected: string | undefined): void;
  /** Gives the focus to a device's row, if it is there. */
  focus(key: string): void;
}

interface DeviceRow {
  row: HTMLTableRowElement;
  choose: HTMLButtonElement;
  update(device: DeviceHealth, isSelected: boolean): void;
}

/** Rows are kept and updated in place, so that the focus stays where the keyboard put it. */
export function createFleetTable(onSelect: (key: string) => void): FleetTable {
  const body = element('tbody');
  const rows = new Map<string, DeviceRow>();

  body.addEventListener('keydown', (press) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[press.key];
    if (step === undefined) return;
    const shown = [...body.querySelectorAll<HTMLButtonElement>('.device-name')];
    const at = shown.findIndex((each) => each.matches(':focus'));
    if (at < 0) return;
    press.preventDefault();
    shown[at + step]?.focus();
  });

  return {
    element: element('table', { class: 'fleet-table' }, [
      element('caption', {}, ['Devices, those that need a look first']),
      createHead(),
      body,
    ]),
    show(devices, selected) {
      const keys = new Set(devices.map(({ key }) => key));
      for (const [key, { row }] of rows) {
        if (keys.has(key)) continue;
        row.remove();
        rows.delete(key);
      }
      for (const [index, device] of devices.entries()) {
        const row = rows.get(device.key) ?? createRow(device, onSelect);
        rows.set(device.key, row);
        row.update(device, device.key === selected);
        // Moving an element takes the focus from it: it stays unless its place has changed.
        if (body.children[index] === row.row) continue;
        const isFocused = document.activeElement === row.choose;
        body.insertBefore(row.row, body.children[index] ?? null);
        if (isFocused) row.choose.focus();
      }
    },
    focus: (key) => rows.get(key)?.choose.focus(),
  };
}

function createHead(): HTMLTableSectionElement {
  const span = (group: 'collector' | 'device'): string => String(columns.filter((column) => column.group === group).length);
  const groups = element('tr', { class: 'groups' }, [
    element('td', { attributes: { colspan: '2' } }),
    element('th', { attributes: { scope: 'colgroup', colspan: span('collector') } }, ['seen by the collector']),
    element('th', { attributes: { scope: 'colgroup', colspan: span('device') } }, ['told by the device']),
  ]);
  const labels = columns.map(({ label, title, give }) =>
    element('th', { class: give ?? '', title, attributes: { scope: 'col' } }, [label]),
  );
  return element('thead', {}, [groups, element('tr', {}, [element('th', { attributes: { scope: 'col' } }, ['Device']), ...labels])]);
}

function createRow({ key, name, site, hasId }: DeviceHealth, onSelect: (key: string) => void): DeviceRow {
  const choose = button('device-name', name, () => onSelect(key));
  choose.title = hasId ? name : `Outbox ${name}: its events bear no device id`;
  const head = element('th', { attributes: { scope: 'row' } }, [
    choose,
    element('span', { class: 'device-site' }, [hasId ? site : `${site} · outbox`]),
  ]);
  const cells = columns.map(({ give }) => ({ cell: element('td'), give }));
  const row = element('tr', {}, [head, ...cells.map(({ cell }) => cell)]);
  // The whole row can be clicked; the keyboard has the button.
  row.addEventListener('click', ({ target }) => {
    if (target !== choose) onSelect(key);
  });
  return {
    row,
    choose,
    update(device, isSelected) {
      const now = Date.now();
      row.className = [isSelected ? 'selected' : '', device.concerns.includes('silent') ? 'stale' : ''].join(' ');
      choose.setAttribute('aria-pressed', String(isSelected));
      for (const [index, { cell, give = '' }] of cells.entries()) {
        const column = columns[index];
        if (!column) continue;
        const { content, tone = '', title = '' } = column.cell(device, now);
        cell.className = [give, tone, column.group === 'device' ? 'told' : ''].join(' ');
        cell.title = title;
        cell.replaceChildren(...content);
      }
    },
  };
}
