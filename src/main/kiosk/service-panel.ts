import type { IgEvents } from '../ig-events.js';

/** A service technician may walk away with the panel open, and it shows customers' events; ms without a touch. */
const forgottenMs = 120_000;

/** The devtools, while somebody needs them. */
export interface ServicePanel {
  open(): void;
  /** To be called from time to time. */
  closeIfForgotten(idleMs: number): void;
  remove(): void;
}

/** The panel is loaded at the first gesture, and leaves nothing on the page once it is closed: its tab would tell customers of it. */
export function createServicePanel(igEvents: IgEvents): ServicePanel {
  let shown: HTMLElement | undefined;

  function remove(): void {
    shown?.remove();
    shown = undefined;
  }

  async function show(): Promise<void> {
    const { defineDevtools } = await import('../devtools.js');
    if (shown) return;
    defineDevtools();
    const panel = document.createElement('ig-devtools');
    panel.pipeline = igEvents;
    panel.setAttribute('open', '');
    new MutationObserver(() => panel.hasAttribute('open') || remove()).observe(panel, { attributes: true, attributeFilter: ['open'] });
    shown = panel;
    document.body.append(panel);
  }

  return {
    // A file that cannot be loaded now is asked for again at the next gesture.
    open: () => void show().catch(() => {}),
    closeIfForgotten(idleMs) {
      if (idleMs >= forgottenMs) remove();
    },
    remove,
  };
}
