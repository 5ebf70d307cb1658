import { pageElement } from './element.js';

export type SideTab = 'event' | 'breakdown';

/** The panel with two tabs; on narrow screens it opens over the page. */
export interface SidePanel {
  open(tab: SideTab): void;
  isOpen(tab: SideTab): boolean;
}

export function createSidePanel(): SidePanel {
  const panel = pageElement('side', HTMLElement);
  const tabs: readonly { tab: SideTab; button: HTMLButtonElement; body: HTMLElement }[] = (['event', 'breakdown'] as const).map((tab) => ({
    tab,
    button: pageElement(`tab-${tab}`, HTMLButtonElement),
    body: pageElement(`panel-${tab}`, HTMLElement),
  }));

  function show(chosen: SideTab): void {
    for (const { tab, button, body } of tabs) {
      button.setAttribute('aria-selected', String(tab === chosen));
      button.tabIndex = tab === chosen ? 0 : -1;
      body.hidden = tab !== chosen;
    }
  }

  function close(): void {
    panel.classList.remove('open');
  }

  for (const [index, { tab, button }] of tabs.entries()) {
    button.addEventListener('click', () => show(tab));
    button.addEventListener('keydown', ({ key }) => {
      if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
      const next = tabs[(index + 1) % tabs.length];
      if (next) show(next.tab);
      next?.button.focus();
    });
  }
  pageElement('side-close', HTMLButtonElement).addEventListener('click', close);
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') close();
  });

  return {
    open(tab) {
      show(tab);
      panel.classList.add('open');
    },
    isOpen: (tab) => tabs.some((entry) => entry.tab === tab && !entry.body.hidden),
  };
}
