import type { Beat } from '../../src/fleet-model.js';
import { element } from '../element.js';
import { formatCount, formatInstant } from '../format.js';

const svg = 'http://www.w3.org/2000/svg';
const width = 340;
const height = 72;

/** Pending events over a device's heartbeats. Where heartbeats are missing, the line is broken: nobody knows what waited then. */
export function createPendingChart(beats: readonly Beat[], everyMs: number): HTMLElement {
  const points = beats.flatMap(({ at, pending }) => (pending === null ? [] : [{ at: Date.parse(at), pending }]));
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 2) return element('p', { class: 'hint' }, ['The chart begins with the second heartbeat.']);
  const max = Math.max(1, ...points.map(({ pending }) => pending));
  const x = (at: number): number => ((at - first.at) / Math.max(1, last.at - first.at)) * width;
  const y = (pending: number): number => height - 1 - (pending / max) * (height - 6);

  const chart = document.createElementNS(svg, 'svg');
  chart.setAttribute('viewBox', `0 0 ${width} ${height}`);
  chart.setAttribute('preserveAspectRatio', 'none');
  chart.setAttribute('class', 'pending-chart');
  chart.setAttribute('role', 'img');
  chart.setAttribute(
    'aria-label',
    `Pending events at the latest ${points.length} heartbeats: at most ${max}, ${last.pending} at the last one`,
  );
  for (const run of inRuns(points, 3 * everyMs)) {
    const line = run.map(({ at, pending }) => `${x(at).toFixed(1)},${y(pending).toFixed(1)}`);
    const [begin, end] = [run[0], run.at(-1)];
    if (!begin || !end) continue;
    chart.append(shape('polygon', 'area', [`${x(begin.at).toFixed(1)},${height}`, ...line, `${x(end.at).toFixed(1)},${height}`]));
    // A lone heartbeat between two silences is a tick.
    chart.append(shape('polyline', 'line', run.length === 1 ? [...line, `${x(begin.at).toFixed(1)},${height}`] : line));
  }
  return element('figure', { class: 'chart' }, [
    element('span', { class: 'chart-max' }, [`${formatCount(max)} events`]),
    chart,
    element('figcaption', {}, [
      element('span', {}, [clock(first.at)]),
      element('span', {}, [`${formatCount(points.length)} heartbeats`]),
      element('span', {}, [clock(last.at)]),
    ]),
  ]);
}

function inRuns<Point extends { at: number }>(points: readonly Point[], maxGapMs: number): Point[][] {
  const runs: Point[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && point.at - before.at <= maxGapMs) run.push(point);
    else runs.push([point]);
  }
  return runs;
}

function shape(tag: 'polygon' | 'polyline', name: string, points: readonly string[]): SVGElement {
  const made = document.createElementNS(svg, tag);
  made.setAttribute('class', name);
  made.setAttribute('points', points.join(' '));
  return made;
}

function clock(at: number): string {
  return formatInstant(new Date(at).toISOString()).slice(0, -7);
}
