import { element, setText } from './element.js';
import type { Section } from './section.js';
import type { DiskFacts, Snapshot } from './snapshot.js';
import { formatBytes, pipelineWords } from './words.js';

/** Where it runs and where it keeps what waits. */
const rows: readonly [string, (snapshot: Snapshot) => string][] = [
  ['Pipeline', ({ page }) => pipelineWords(page).text],
  ['Consent', ({ page }) => page.consent],
  ['Events are kept', ({ outbox }) => (outbox ? places[outbox.storage] : '')],
  ['Site’s storage', ({ disk }) => usageOf(disk)],
  ['Eviction', ({ disk }) => persistenceOf(disk)],
  ['Outbox', ({ outbox }) => outbox?.outboxId ?? ''],
  ['Page load', ({ pageId }) => pageId],
];

const places = { disk: 'on the disk', memory: 'in memory: the browser refuses the disk' };

function usageOf({ usage, quota }: DiskFacts): string {
  if (usage === undefined) return '';
  return quota === undefined ? formatBytes(usage) : `${formatBytes(usage)} of ${formatBytes(quota)}`;
}

function persistenceOf({ persisted }: DiskFacts): string {
  if (persisted === undefined) return '';
  return persisted ? 'the browser keeps it until it is deleted' : 'possible when the device runs out of space';
}

export function createFactsSection(): Section {
  const values = rows.map(([name, tell]) => ({ name, tell, value: element('dd') }));
  const list = element('dl', { class: 'facts-list' }, ...values.flatMap(({ name, value }) => [element('dt', {}, name), value]));
  return {
    node: element('section', { class: 'facts-section' }, element('h2', {}, 'Where it runs'), list),
    show(snapshot) {
      for (const { value, tell } of values) setText(value, tell(snapshot) || 'unknown');
    },
  };
}
