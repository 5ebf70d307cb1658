import type { Summary } from '../src/read-model.js';
import { element } from './element.js';
import { formatCount, formatMs } from './format.js';

interface Total {
  label: string;
  value: string;
  title: string;
  tone?: 'good' | 'bad' | 'warn';
}

export function showTotals(list: HTMLElement, summary: Summary): void {
  list.replaceChildren(
    ...toTotals(summary).map(({ label, value, title, tone }) =>
      element('div', { class: `total ${tone ?? ''}`, title }, [element('dt', {}, [label]), element('dd', {}, [value])]),
    ),
  );
}

function toTotals({ events, names, users, duplicates, retries, rejected, missing, outboxes, lag }: Summary): Total[] {
  const measured = lag ? `From push to received, on the latest ${formatCount(lag.events)} events` : 'From push to received';
  return [
    { label: 'Events stored', value: formatCount(events), title: 'Custom events on disk, each id once' },
    { label: 'Names', value: formatCount(names), title: 'Different event names' },
    { label: 'Users', value: formatCount(users), title: 'Different user ids' },
    { label: 'Lag, median', value: lag ? formatMs(lag.medianMs) : '–', title: measured },
    { label: 'Lag, p95', value: lag ? formatMs(lag.p95Ms) : '–', title: `${measured}; offline time counts` },
    { label: 'Duplicates suppressed', value: formatCount(duplicates), title: 'Events that arrived again and were recognised by their id' },
    { label: 'Retries', value: formatCount(retries), title: 'Batches that arrived at a second or later attempt' },
    { label: 'Rejected', value: formatCount(rejected), title: 'Events that could not be taken', ...(rejected > 0 ? { tone: 'warn' } : {}) },
    {
      label: 'Missing',
      value: missing === 0 ? 'none' : formatCount(missing),
      title: `Loss audit over ${formatCount(outboxes)} outboxes: sequences that neither arrived nor were reported as given up`,
      tone: missing === 0 ? 'good' : 'bad',
    },
  ];
}
