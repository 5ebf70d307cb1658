import type { DeviceHealth } from '../../src/fleet-model.js';
import { element } from '../element.js';
import { formatAgo, formatCount, formatMs, formatOffset } from '../format.js';
import { concernLabels, concernSentence } from './concern-text.js';

/** A column of the fleet's table; those with a class give way on narrow screens, the higher number first. */
export interface Column {
  label: string;
  title: string;
  group: 'collector' | 'device' | undefined;
  give?: 'give-1' | 'give-2' | 'give-3';
  cell: (device: DeviceHealth, now: number) => Cell;
}

interface Cell {
  content: readonly (Node | string)[];
  tone?: 'zero' | 'warn' | 'bad';
  title?: string;
}

const none: Cell = { content: ['–'], tone: 'zero' };

export const columns: readonly Column[] = [
  { label: 'State', title: 'The worst first', group: undefined, cell: stateCell },
  {
    label: 'Last seen',
    title: 'Last time that anything arrived',
    group: 'collector',
    cell: ({ lastSeenAt }, now) => ({ content: [formatAgo(lastSeenAt, now)], title: lastSeenAt }),
  },
  {
    label: 'Missing',
    title: 'Numbers that neither arrived nor were reported as given up',
    group: 'collector',
    give: 'give-1',
    cell: ({ missing }) => (missing === 0 ? { content: ['none'], tone: 'zero' } : { content: [formatCount(missing)], tone: 'bad' }),
  },
  {
    label: 'Clock',
    title: 'The device’s clock beside the collector’s, when it last sent',
    group: 'collector',
    give: 'give-2',
    cell: ({ clockOffsetMs }) => {
      if (clockOffsetMs === null) return none;
      return clockOffsetMs === 0 ? { content: ['right'], tone: 'zero' } : { content: [formatOffset(clockOffsetMs)], tone: 'warn' };
    },
  },
  { label: 'As of', title: 'When the device told what stands to the right', group: 'device', give: 'give-1', cell: asOfCell },
  {
    label: 'Pending',
    title: 'Events that waited on the device then',
    group: 'device',
    cell: ({ pending }) => (pending === null ? none : { content: [formatCount(pending)], ...(pending === 0 && { tone: 'zero' as const }) }),
  },
  {
    label: 'Oldest unsent',
    title: 'How long the oldest of them had waited then',
    group: 'device',
    give: 'give-1',
    cell: ({ oldestMs, concerns }) =>
      oldestMs === null ? none : { content: [formatMs(oldestMs)], ...(concerns.includes('behind') && { tone: 'warn' as const }) },
  },
  {
    label: 'Dropped',
    title: 'Given up by the device, by reason, since its outboxes were born',
    group: 'device',
    give: 'give-2',
    cell: ({ dropped, lost, missing }) => {
      const text = countsText(dropped);
      if (text === '') return { content: ['0'], tone: 'zero' };
      return { content: [clipped(text)], title: text, ...(lost > missing && { tone: 'bad' as const }) };
    },
  },
  {
    label: 'Delivery',
    title: 'State of the flusher, or of the pipeline where it does not run',
    group: 'device',
    give: 'give-2',
    cell: deliveryCell,
  },
  {
    label: 'Storage',
    title: 'Where events wait, and how much of the browser’s quota the site uses',
    group: 'device',
    give: 'give-3',
    cell: storageCell,
  },
  {
    label: 'Worker',
    title: 'Whether a service worker delivers when no page is open',
    group: 'device',
    give: 'give-3',
    cell: ({ heartbeat }) => (heartbeat?.serviceWorker ? { content: [heartbeat.serviceWorker] } : none),
  },
  {
    label: 'Version',
    title: 'The application’s, and this library’s',
    group: 'device',
    give: 'give-3',
    cell: ({ heartbeat }) => {
      const versions = [heartbeat?.app, heartbeat?.library].filter((text) => typeof text === 'string');
      return versions.length === 0
        ? none
        : {
            content: [clipped(versions.join(' · '))],
            title: `application ${heartbeat?.app ?? 'unknown'}, igevents ${heartbeat?.library ?? 'unknown'}`,
          };
    },
  },
];

function stateCell(device: DeviceHealth, now: number): Cell {
  const [worst, ...others] = device.concerns;
  if (worst === undefined) return { content: [element('span', { class: 'badge good' }, ['fine'])] };
  const { label, tone } = concernLabels[worst];
  const more = others.map((concern) => concernLabels[concern].label).join(', ');
  return {
    content: [element('span', { class: `badge ${tone}` }, [label]), ...(more === '' ? [] : [element('span', { class: 'also' }, [more])])],
    title: device.concerns.map((concern) => concernSentence(concern, device, now)).join(' '),
  };
}

/** What stands in a row was true at this moment, and may not be any more. */
function asOfCell({ toldBy }: DeviceHealth, now: number): Cell {
  if (!toldBy) return { content: ['never told'], tone: 'zero' };
  const { kind, at } = toldBy;
  return { content: [`${kind} ${formatAgo(at, now)}`], title: at };
}

function deliveryCell({ heartbeat }: DeviceHealth): Cell {
  if (!heartbeat) return none;
  const { flusher, because, pipeline } = heartbeat;
  if (pipeline !== null && pipeline !== 'running') return { content: [clipped(`pipeline ${pipeline}`)], tone: 'bad' };
  if (flusher === null) return none;
  const isHeld = flusher === 'held';
  return { content: [clipped(flusher)], title: because ?? flusher, tone: isHeld ? 'warn' : 'zero' };
}

function storageCell({ heartbeat, concerns }: DeviceHealth): Cell {
  if (!heartbeat || heartbeat.storage === null) return none;
  const { storage, usageBytes, quotaBytes, persisted } = heartbeat;
  const used = usageBytes === null || !quotaBytes ? '' : ` ${usedPercent(usageBytes, quotaBytes)}`;
  const title = persisted === null ? storage : `${storage}, ${persisted ? 'persisted' : 'the browser may evict it'}`;
  const isBad = concerns.includes('memory') || concerns.includes('full');
  return { content: [`${storage}${used}`], title, ...(isBad && { tone: 'warn' as const }) };
}

export function usedPercent(usageBytes: number, quotaBytes: number): string {
  const percent = (usageBytes / quotaBytes) * 100;
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}

export function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${formatCount(count)} ${reason}`)
    .join(', ');
}

/** Texts that devices make up may be long. */
function clipped(text: string): HTMLSpanElement {
  return element('span', { class: 'clip' }, [text]);
}
