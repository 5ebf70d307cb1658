// What the collector stored beside what was heard of the pages before they were killed.
import type { OutboxHealth, StoredEvent } from '../../collector/src/index.js';
import type { Counters } from '../../src/main/index.js';
import { pushedBy, type TabRecord } from './kill-tab.js';

export interface Verdict {
  /** What must not be, in sentences; empty when all promises hold. */
  broken: string[];
  /** Numbers of the events of each page that were pushed and are nowhere. */
  missing: Map<TabRecord, number[]>;
}

export interface Evidence {
  tabs: readonly TabRecord[];
  stored: readonly StoredEvent[];
  outboxes: readonly OutboxHealth[];
  /** The device's own account, when nothing pends any more. */
  counters: Counters;
}

export function toVerdict({ tabs, stored, outboxes, counters }: Evidence): Verdict {
  const broken: string[] = [];
  const allMissing = new Map<TabRecord, number[]>();
  const timesStored = countByTab(stored);
  for (const tab of tabs) {
    const times = timesStored.get(tab.name) ?? new Map<number, number>();
    // What was told of the last push may not have come through, where the browser was killed.
    const pushed = Math.max(pushedBy(tab), ...times.keys());
    const isMissing = (n: number): boolean => !times.has(n);
    const missing = numbers(1, pushed).filter(isMissing);
    const durableMissing = missing.filter((n) => n <= tab.durable);
    const doubled = [...times].filter(([, count]) => count > 1).map(([n]) => n);
    if (durableMissing.length > 0) broken.push(`${tab.name}: durable and missing: ${durableMissing.join(' ')} (of ${tab.durable})`);
    if (doubled.length > 0) broken.push(`${tab.name}: stored more than once: ${doubled.join(' ')}`);
    if (tab.lives && missing.length > 0) broken.push(`${tab.name}: missing although its page lived: ${missing.join(' ')} (of ${pushed})`);
    // A worker takes what it is given in order: what is lost in the window is the end.
    if (missing.length > 0 && missing[0] !== pushed - missing.length + 1)
      broken.push(`${tab.name}: missing in the middle: ${missing.join(' ')}`);
    allMissing.set(tab, missing);
  }
  const names = new Set(tabs.map(({ name }) => name));
  for (const name of timesStored.keys()) if (!names.has(name)) broken.push(`${name}: stored, and nobody pushed it`);

  const counted = [...Object.values(counters.dropped), ...Object.values(counters.rejected), counters.buried];
  if (counters.pending !== 0) broken.push(`${counters.pending} pend`);
  if (counted.some((count) => count > 0)) broken.push(`given up for no reason: ${JSON.stringify(counters)}`);
  if (counters.delivered !== stored.length) broken.push(`the device counts ${counters.delivered} delivered, stored are ${stored.length}`);
  for (const { source, missing, cloned, idConflicts, highestSequence } of outboxes) {
    if (missing + cloned + idConflicts > 0) broken.push(`${source}: ${missing} missing, ${cloned} cloned, ${idConflicts} conflicts`);
    if (highestSequence !== stored.length) broken.push(`${source}: numbered up to ${highestSequence}, stored are ${stored.length}`);
  }
  if (outboxes.length > 1) broken.push(`${outboxes.length} outboxes were born instead of one`);
  return { broken, missing: allMissing };
}

/** How often each number of each page is stored. */
function countByTab(stored: readonly StoredEvent[]): Map<string, Map<number, number>> {
  const byTab = new Map<string, Map<number, number>>();
  for (const { properties } of stored) {
    if (typeof properties !== 'object' || properties === null || !('tab' in properties && 'n' in properties)) continue;
    const name = String(properties['tab']);
    const times = byTab.get(name) ?? new Map<number, number>();
    times.set(Number(properties['n']), (times.get(Number(properties['n'])) ?? 0) + 1);
    byTab.set(name, times);
  }
  return byTab;
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
