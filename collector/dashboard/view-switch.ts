import { pageElement } from './element.js';

export type View = 'events' | 'fleet';

const views: readonly View[] = ['events', 'fleet'];

/** Where the content of each view begins, for who skips the head. */
const contents: Record<View, string> = { events: '#tail', fleet: '#fleet-table' };

export interface ViewSwitch {
  current(): View;
  open(view: View): void;
}

/** The view stands in the address, so that it can be linked to and the way back works. */
export function createViewSwitch(onChange: (view: View) => void): ViewSwitch {
  let current: View = 'events';

  function follow(): void {
    const wanted = location.hash === '' ? 'events' : views.find((view) => location.hash === `#${view}`);
    // Other hashes are places within the view.
    if (!wanted) return;
    current = wanted;
    for (const view of views) {
      const link = pageElement(`nav-${view}`, HTMLAnchorElement);
      if (view === current) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
      pageElement(`view-${view}`, HTMLElement).hidden = view !== current;
    }
    pageElement('skip', HTMLAnchorElement).href = contents[current];
    onChange(current);
  }

  addEventListener('hashchange', follow);
  follow();
  return {
    current: () => current,
    open(view) {
      location.hash = view;
    },
  };
}
