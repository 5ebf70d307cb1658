import type { DeviceDetail, DeviceHealth } from '../../src/fleet-model.js';
import type { OutboxHealth } from '../../src/read-model.js';
import { button, element } from '../element.js';
import { formatAgo, formatBytes, formatCount, formatInstant, formatMs, formatOffset, splitSource } from '../format.js';
import { concernLabels, concernSentence } from './concern-text.js';
import { countsText, usedPercent } from './device-cells.js';
import { createPendingChart } from './pending-chart.js';

interface Actions {
  onClose: () => void;
  /** Shows the device's events in the live tail. */
  onEvents: (device: DeviceHealth) => void;
}

type Fact = readonly [string, string];

/** Everything that is known about one device. */
export function createDeviceDetail({ device, outboxes, beats }: DeviceDetail, { onClose, onEvents }: Actions): Node[] {
  const now = Date.now();
  const { heartbeat } = device;
  const head = element('div', { class: 'panel-head' }, [
    element('h2', { class: 'device-title', title: device.name }, [device.name]),
    button('button', 'Its events', () => onEvents(device)),
    button('button', 'Close', onClose),
  ]);
  const body = element('div', { class: 'detail device-body', attributes: { tabindex: '0' } }, [
    element('p', { class: 'as-of' }, [asOf(device, now)]),
    createConcerns(device, now),
    ...(heartbeat ? [section('Pending, by its heartbeats', createPendingChart(beats, heartbeat.everyMs))] : []),
    section('Delivery', facts(deliveryFacts(device, now))),
    section('Losses', facts(lossFacts(device))),
    ...(heartbeat ? [section('Device', facts(deviceFacts(device)))] : []),
    section(
      outboxes.length === 1 ? 'Outbox' : 'Outboxes, the latest first',
      element(
        'ul',
        { class: 'outbox-list' },
        outboxes.map((each) => createOutbox(each, now)),
      ),
    ),
  ]);
  return [head, body];
}

function asOf({ toldBy, lastSeenAt, site }: DeviceHealth, now: number): string {
  const seen = `Last seen ${formatAgo(lastSeenAt, now)}`;
  const where = site === '' ? '' : `, site ${site}`;
  if (!toldBy) return `${seen}${where}. It has told nothing of itself: this is what the collector has seen.`;
  return `${seen}${where}. What it tells of itself is as of its ${toldBy.kind} ${formatAgo(toldBy.at, now)} (${formatInstant(toldBy.at)}).`;
}

function createConcerns(device: DeviceHealth, now: number): HTMLElement {
  if (device.concerns.length === 0) return element('p', {}, [element('span', { class: 'badge good' }, ['fine'])]);
  const items = device.concerns.map((concern) => {
    const { label, tone } = concernLabels[concern];
    return element('li', {}, [
      element('span', { class: `badge ${tone}` }, [label]),
      element('span', {}, [concernSentence(concern, device, now)]),
    ]);
  });
  return element('ul', { class: 'concerns' }, items);
}

function deliveryFacts({ heartbeat, pending, oldestMs, lagMs, clockOffsetMs }: DeviceHealth, now: number): Fact[] {
  const told: Fact[] = [
    [
      'Pending',
      pending === null ? '–' : `${formatCount(pending)} events${heartbeat?.pendingBytes ? `, ${formatBytes(heartbeat.pendingBytes)}` : ''}`,
    ],
    ['Oldest unsent', oldestMs === null ? '–' : `had waited ${formatMs(oldestMs)}`],
    ['Came after', lagMs === null ? '–' : formatMs(Math.max(0, lagMs))],
  ];
  const clock: Fact = ['Clock', clockOffsetMs === null ? 'never told' : clockOffsetMs === 0 ? 'right' : formatOffset(clockOffsetMs)];
  if (!heartbeat) return [...told, clock];
  const { flusher, because, deliveredAt, delivered, duplicates, pipeline, thread, restarts } = heartbeat;
  return [
    ...told,
    ['Flusher', [flusher ?? '–', because].filter(Boolean).join(': ')],
    [
      'Pipeline',
      [pipeline ?? '–', thread && `in the ${thread}`, restarts ? `restarted ${formatCount(restarts)} times` : '']
        .filter(Boolean)
        .join(', '),
    ],
    ['Last accepted', deliveredAt === null ? '–' : `${formatAgo(deliveredAt, now)}, by its clock`],
    ['Delivered', delivered === null ? '–' : `${formatCount(delivered)}, ${formatCount(duplicates ?? 0)} known already`],
    clock,
  ];
}

function lossFacts({ dropped, missing, buried, heartbeat }: DeviceHealth): Fact[] {
  return [
    ['Dropped', countsText(dropped) || 'none'],
    ['Missing', missing === 0 ? 'none' : formatCount(missing)],
    ['Buried', buried === 0 ? 'none' : formatCount(buried)],
    ...(heartbeat ? [['Rejected', countsText(heartbeat.rejected) || 'none'] as const] : []),
  ];
}

function deviceFacts({ heartbeat }: DeviceHealth): Fact[] {
  if (!heartbeat) return [];
  const { storage, usageBytes, quotaBytes, persisted, app, library, serviceWorker, uptimeMs, everyMs, problems } = heartbeat;
  const use =
    usageBytes !== null && quotaBytes
      ? `, ${formatBytes(usageBytes)} of ${formatBytes(quotaBytes)} used (${usedPercent(usageBytes, quotaBytes)})`
      : '';
  const kept = persisted === null ? '' : persisted ? ', persisted' : ', the browser may evict it';
  return [
    ['Storage', `${storage ?? '–'}${use}${kept}`],
    ['Application', app ?? '–'],
    ['igevents', library ?? '–'],
    ['Service worker', serviceWorker ?? '–'],
    ['Page open for', uptimeMs === null ? '–' : formatMs(uptimeMs)],
    ['Heartbeat', `every ${formatMs(everyMs)}`],
    ['Problems', problems.join(', ') || 'none'],
  ];
}

function createOutbox({ source, highestSequence, received, missing, duplicates, lastSeenAt }: OutboxHealth, now: number): HTMLElement {
  const gap = missing === 0 ? 'none missing' : `${formatCount(missing)} missing`;
  return element('li', { title: source }, [
    element('span', { class: 'outbox-id' }, [splitSource(source).outbox]),
    element('span', { class: 'hint' }, [
      `number ${formatCount(highestSequence)}, ${formatCount(received)} received, ${gap}, ${formatCount(duplicates)} duplicates, seen ${formatAgo(lastSeenAt, now)}`,
    ]),
  ]);
}

function section(title: string, content: Node): HTMLElement {
  return element('section', {}, [element('h4', {}, [title]), content]);
}

function facts(rows: readonly Fact[]): HTMLElement {
  return element(
    'dl',
    { class: 'facts' },
    rows.flatMap(([label, value]) => [element('dt', {}, [label]), element('dd', {}, [value])]),
  );
}
