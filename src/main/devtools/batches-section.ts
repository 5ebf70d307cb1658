import type { BatchAttempt } from '../../shared/protocol.js';
import { element, setText } from './element.js';
import { createKeyedList, type Line } from './keyed-list.js';
import { createFold, type Section } from './section.js';
import { formatBytes, formatClock, formatCount, formatMs, outcomeWords } from './words.js';

const columns = ['Time', 'Events', 'Size', 'Try', 'Outcome', 'Took'];

/** The last requests of this tab. */
export function createBatchesSection(): Section {
  const rows = element('tbody');
  const head = element('thead', {}, element('tr', {}, ...columns.map((name) => element('th', { scope: 'col' }, name))));
  const { node, setCount } = createFold(
    'Last requests',
    'This tab has sent nothing since it was loaded.',
    element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Last requests' }, element('table', {}, head, rows)),
  );
  const showAll = createKeyedList(rows, ({ batch, attempt, at }: BatchAttempt) => `${batch} ${attempt} ${at}`, createRow);
  return {
    node,
    show({ inspection }) {
      const batches = inspection?.batches ?? [];
      setCount(batches.length);
      showAll(batches);
    },
  };
}

function createRow({ batch, at, attempt, events, bytes, keepalive }: BatchAttempt): Line<BatchAttempt> {
  const badge = element('span', { class: 'badge' });
  const took = element('td', { class: 'soft' });
  const node = element(
    'tr',
    { title: batch },
    element('td', {}, formatClock(at)),
    element('td', {}, formatCount(events)),
    element('td', {}, formatBytes(bytes)),
    element('td', {}, keepalive ? `${attempt} · page hidden` : String(attempt)),
    element('td', {}, badge),
    took,
  );
  return {
    node,
    show({ outcome }) {
      const { text, tone } = outcomeWords(outcome);
      setText(badge, text);
      badge.className = `badge ${tone}`;
      badge.title = outcome?.detail ?? '';
      setText(took, outcome ? formatMs(outcome.ms) : '…');
    },
  };
}
