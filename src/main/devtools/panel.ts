import { createBalanceSection } from './balance-section.js';
import { createBatchesSection } from './batches-section.js';
import { drawing, element, setText } from './element.js';
import { createFactsSection } from './facts-section.js';
import { createFlusherSection } from './flusher-section.js';
import { createLettersSection } from './letters-section.js';
import { createProblemsSection } from './problems-section.js';
import type { Actions, Section } from './section.js';
import type { Snapshot } from './snapshot.js';
import { createWaitingSection } from './waiting-section.js';
import { formatCount, pipelineWords } from './words.js';

/** Everything that is seen of the devtools: a tab at the page's edge, and the panel that it opens. */
export interface Panel {
  nodes: readonly HTMLElement[];
  /** Undefined while there is no pipeline on the page. */
  show(snapshot: Snapshot | undefined): void;
  setOpen(isOpen: boolean): void;
  /** A line that tells what an action has done. */
  tell(message: string): void;
}

export function createPanel(actions: Actions & { toggle(): void }): Panel {
  const state = element('span', { class: 'pill' });
  const consent = element('span', { class: 'pill quiet' });
  const close = element('button', { type: 'button', class: 'close', 'aria-label': 'Close', click: () => actions.toggle() }, '✕');
  const news = element('p', { class: 'news', role: 'status' });
  const sections: readonly Section[] = [
    createFlusherSection(actions),
    createBalanceSection(),
    createProblemsSection(),
    createLettersSection(actions),
    createWaitingSection(),
    createBatchesSection(),
    createFactsSection(),
  ];
  const body = element('div', { class: 'body' }, ...sections.map(({ node }) => node));
  const absent = element('p', { class: 'absent' }, 'There is no pipeline on this page yet. The panel fills when one starts.');
  const panel = element(
    'div',
    { class: 'panel', id: 'panel', role: 'dialog', 'aria-label': 'igevents', hidden: true },
    element('header', {}, createLogo(), element('h1', {}, 'igevents'), element('p', { class: 'pills' }, state, consent), close),
    news,
    absent,
    body,
  );
  const count = element('span', { class: 'tab-count' });
  const dot = element('span', { class: 'dot' });
  const tab = element(
    'button',
    { type: 'button', class: 'tab', 'aria-controls': 'panel', 'aria-expanded': 'false', click: () => actions.toggle() },
    createLogo(),
    element('span', { class: 'tab-name' }, 'igevents'),
    count,
    dot,
  );

  return {
    nodes: [tab, panel],
    show(snapshot) {
      absent.hidden = snapshot !== undefined;
      body.hidden = snapshot === undefined;
      state.hidden = consent.hidden = snapshot === undefined;
      dot.className = `dot ${snapshot ? pipelineWords(snapshot.page).tone : 'quiet'}`;
      if (!snapshot) return;
      const { page } = snapshot;
      const { text, tone } = pipelineWords(page);
      setText(state, text);
      state.className = `pill ${tone}`;
      setText(consent, `consent ${page.consent}`);
      setText(count, formatCount(page.pushed));
      if (panel.hidden) return;
      for (const section of sections) section.show(snapshot, Date.now());
    },
    setOpen(isOpen) {
      panel.hidden = !isOpen;
      tab.hidden = isOpen;
      tab.setAttribute('aria-expanded', String(isOpen));
    },
    tell: (message) => setText(news, message),
  };
}

function createLogo(): SVGSVGElement {
  return drawing(
    'svg',
    { class: 'logo', viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    drawing('rect', { width: '24', height: '24', rx: '6' }),
    drawing('path', { d: 'M4.5 15.5l4-5 4 3.5 7-6.5' }),
  );
}
