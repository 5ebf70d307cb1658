import type { IgEvents, Status } from 'igevents';
import { element } from '../element.js';
import { createControls } from './controls.js';
import { createJourney } from './journey.js';
import { createNetwork } from './network.js';
import { createNumbers } from './numbers.js';
import { accountToWords, latestProblem, statusToWords } from './words.js';

const pollMs = 250;
const storageKey = 'storefront-strip';

/** Shows at the foot of the page what becomes of each event. */
export function createStrip(igEvents: IgEvents): HTMLElement {
  const network = createNetwork();
  const numbers = createNumbers();
  const journey = createJourney();
  const state = element('p', { class: 'state', 'data-testid': 'flusher-state' }, 'Starting the worker');
  const account = element('p', { class: 'account', 'data-testid': 'account' });
  const problem = element('p', { class: 'problem', 'data-testid': 'last-problem' });

  const show = (status: Status): void => {
    const now = Date.now();
    numbers.showPage(status.page);
    numbers.showOutbox(status.outbox);
    journey.show(status, network.mode());
    write(state, statusToWords(status, now));
    state.dataset['flusher'] = status.outbox?.flusher.name ?? status.page.pipeline;
    write(account, accountToWords(status));
    write(problem, latestProblem(status, now));
  };
  const poll = async (): Promise<void> => {
    if (!document.hidden) show(await igEvents.status());
    setTimeout(() => void poll(), pollMs);
  };
  igEvents.onChange(numbers.showPage);
  void poll();

  return foldable(numbers.root, account, journey.root, state, problem, createControls(igEvents, network));
}

function foldable(...parts: HTMLElement[]): HTMLElement {
  const toggle = element('button', { type: 'button', class: 'toggle', 'data-testid': 'strip-toggle', click: () => fold(!isFolded()) });
  const root = element(
    'section',
    { class: 'strip', 'aria-label': 'What happens to the events', 'data-testid': 'strip' },
    element(
      'p',
      { class: 'explain' },
      element('strong', {}, 'Try it: '),
      'switch the network off, click around, reload, switch it on. Every event arrives once.',
    ),
    ...parts,
    toggle,
  );
  const isFolded = (): boolean => root.hasAttribute('data-folded');
  const fold = (folded: boolean): void => {
    root.toggleAttribute('data-folded', folded);
    toggle.setAttribute('aria-expanded', String(!folded));
    toggle.textContent = folded ? 'Show more' : 'Show less';
    localStorage.setItem(storageKey, folded ? 'folded' : 'open');
  };
  const remembered = localStorage.getItem(storageKey);
  fold(remembered ? remembered === 'folded' : window.matchMedia('(max-width: 700px)').matches);
  return root;
}

function write(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
