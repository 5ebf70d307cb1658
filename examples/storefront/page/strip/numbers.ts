import type { PageStatus, PipelineStatus } from 'igevents';
import { element } from '../element.js';
import { grouped } from './words.js';

export interface Numbers {
  root: HTMLElement;
  showPage(page: PageStatus): void;
  showOutbox(outbox: PipelineStatus | undefined): void;
}

/** The four numbers. Two count this page load, two the device: each says which. */
export function createNumbers(): Numbers {
  const pushed = createNumber('pushed', 'this page load');
  const durable = createNumber('durable', 'this page load');
  const delivered = createNumber('delivered', 'this device, ever');
  const pending = createNumber('pending', 'this device, now');
  return {
    root: element('dl', { class: 'numbers' }, pushed.root, durable.root, delivered.root, pending.root),
    showPage(page) {
      pushed.show(page.pushed);
      durable.show(page.durable);
    },
    showOutbox(outbox) {
      if (!outbox) return;
      delivered.show(outbox.counters.delivered);
      pending.show(outbox.counters.pending);
    },
  };
}

function createNumber(name: string, scope: string): { root: HTMLElement; show(value: number): void } {
  const data = element('data', { value: '0', 'data-testid': name }, '0');
  const root = element(
    'div',
    { class: `number ${name}`, title: `${name}, ${scope}` },
    element('dt', {}, name),
    element('dd', {}, data),
    element('dd', { class: 'scope' }, scope),
  );
  return {
    root,
    show(value) {
      if (data.value === String(value)) return;
      data.value = String(value);
      data.textContent = grouped(value);
      root.toggleAttribute('data-some', value > 0);
    },
  };
}
