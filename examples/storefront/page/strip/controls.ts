import type { IgEvents } from 'igevents';
import { element } from '../element.js';
import { track } from '../track.js';
import type { Network } from './network.js';

/** The switches of the demo server, and what else a curious visitor wants to press. */
export function createControls(igEvents: IgEvents, network: Network): HTMLElement {
  const networkSwitch = createSwitch('Network', 'network-switch', (on) => network.set(on ? 'healthy' : 'offline'));
  const collectorSwitch = createSwitch('Collector', 'collector-switch', (on) => network.set(on ? 'healthy' : 'failing'));
  const show = (): void => {
    const mode = network.mode();
    networkSwitch.show(mode !== 'offline', mode === 'offline' ? 'off' : 'on');
    collectorSwitch.show(mode !== 'failing', mode === 'failing' ? '503' : 'healthy');
    // What the collector would answer does not matter while nothing reaches it.
    collectorSwitch.root.disabled = mode === 'offline';
  };
  network.onChange(show);
  show();
  return element(
    'div',
    { class: 'controls' },
    element('div', { class: 'switches' }, networkSwitch.root, collectorSwitch.root),
    element(
      'div',
      { class: 'buttons' },
      button('Push 100 events', 'push-100', pushMany),
      button('Flush now', 'flush-now', () => void igEvents.flush()),
      newTab('Second tab', '/', 'second-tab'),
      newTab('Dashboard', '/dashboard/', 'open-dashboard'),
    ),
  );
}

function pushMany(): void {
  for (let number = 1; number <= 100; number++) track('demo_burst', { number });
}

function button(text: string, testId: string, click: () => void): HTMLElement {
  return element('button', { type: 'button', 'data-testid': testId, click }, text);
}

function newTab(text: string, href: string, testId: string): HTMLElement {
  return element('a', { href, target: '_blank', rel: 'noopener', 'data-testid': testId }, text, ' ↗');
}

interface Switch {
  root: HTMLButtonElement;
  show(on: boolean, state: string): void;
}

function createSwitch(name: string, testId: string, set: (on: boolean) => Promise<void>): Switch {
  const state = element('span', { class: 'switch-state' });
  const root = element(
    'button',
    {
      type: 'button',
      role: 'switch',
      'data-testid': testId,
      click: () => void set(root.getAttribute('aria-checked') !== 'true'),
    },
    element('span', { class: 'knob' }),
    `${name} `,
    state,
  );
  return {
    root,
    show(on, words) {
      root.setAttribute('aria-checked', String(on));
      state.textContent = words;
    },
  };
}
