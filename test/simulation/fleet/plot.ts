import type { FleetRecord } from './fleet-record.js';

/** One line of the plot: requests per second, by second after the return. */
export interface Line {
  name: string;
  colour: 'blue' | 'orange' | 'green';
  perSecond: readonly number[];
}

const width = 860;
const height = 436;
const left = 64;
const right = 20;
const top = 64;
const bottom = 48;
/** Seconds that a point stands for: enough for a calm line, and few enough to show the first minute's peak. */
const binSeconds = 10;

/** The load over time on a logarithmic scale, as an SVG that follows the reader's light or dark scheme. */
export function toPlot({ scenario }: FleetRecord, lines: readonly Line[]): string {
  const capacity = scenario.requestsPerSecond;
  const minutes = Math.ceil(Math.max(...lines.map(({ perSecond }) => lastBusy(perSecond))) / 60);
  const decades = { low: Math.log10(capacity / 100), high: Math.log10(capacity * 10) };
  const x = (second: number): number => left + (second / 60 / minutes) * (width - left - right);
  const y = (perSecond: number): number => {
    const share = (Math.log10(Math.max(perSecond, capacity / 100)) - decades.low) / (decades.high - decades.low);
    return height - bottom - Math.max(0, Math.min(1, share)) * (height - top - bottom);
  };
  const path = (perSecond: readonly number[]): string =>
    binned(perSecond)
      .map((load, bin) => `${bin === 0 ? 'M' : 'L'}${x((bin + 0.5) * binSeconds).toFixed(1)} ${y(load).toFixed(1)}`)
      .join('');
  const [downAt, upAt] = [scenario.downAtMs / 1_000, (scenario.downAtMs + scenario.downMs) / 1_000];
  const levels = [0.01, 0.1, 1, 10].map((times) => times * capacity);
  const ticks = Array.from({ length: Math.floor(minutes / 5) + 1 }, (_, index) => index * 5);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13">
<title>Requests per second at the collector after ${scenario.kiosks.toLocaleString('en')} kiosks have returned at once</title>
<style>
svg { background: #ffffff; } text { fill: #1f2328; } .grid { stroke: #d1d9e0; } .down { fill: #d1d9e0; opacity: 0.5; }
.capacity { stroke: #59636e; stroke-dasharray: 5 4; } path { fill: none; stroke-width: 2; }
.blue { stroke: #0969da; } .orange { stroke: #bc4c00; } .green { stroke: #1a7f37; }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117; } text { fill: #e6edf3; } .grid { stroke: #30363d; } .down { fill: #30363d; } .capacity { stroke: #9198a1; }
.blue { stroke: #4493f8; } .orange { stroke: #f0883e; } .green { stroke: #3fb950; }
}
</style>
<rect class="down" x="${x(downAt).toFixed(1)}" y="${top}" width="${(x(upAt) - x(downAt)).toFixed(1)}" height="${height - top - bottom}"/>
<text x="${((x(downAt) + x(upAt)) / 2).toFixed(1)}" y="${top + 16}" text-anchor="middle">503</text>
${levels.map((level, index) => `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(level).toFixed(1)}" y2="${y(level).toFixed(1)}"/><text x="${left - 8}" y="${(y(level) + 4).toFixed(1)}" text-anchor="end">${index === 0 ? '≤ ' : ''}${level.toLocaleString('en')}</text>`).join('\n')}
<line class="capacity" x1="${left}" x2="${width - right}" y1="${y(capacity).toFixed(1)}" y2="${y(capacity).toFixed(1)}"/>
${ticks.map((tick) => `<text x="${x(tick * 60).toFixed(1)}" y="${height - bottom + 20}" text-anchor="middle">${tick}</text>`).join('\n')}
<text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">minutes after the return</text>
${lines.map(({ colour, perSecond }) => `<path class="${colour}" d="${path(perSecond)}"/>`).join('\n')}
${lines.map(({ name, colour }, index) => `<path class="${colour}" d="M${left + index * 270} 18h24"/><text x="${left + 30 + index * 270}" y="22">${name}</text>`).join('\n')}
<text x="${left - 8}" y="${top - 10}">requests/s (dashed: what the collector serves)</text>
</svg>
`;
}

function binned(perSecond: readonly number[]): number[] {
  const bins = Math.floor(lastBusy(perSecond) / binSeconds) + 1;
  return Array.from({ length: bins }, (_, bin) => {
    const part = perSecond.slice(bin * binSeconds, (bin + 1) * binSeconds);
    return part.reduce((sum, load) => sum + load, 0) / binSeconds;
  });
}

function lastBusy(perSecond: readonly number[]): number {
  return Math.max(
    0,
    perSecond.findLastIndex((load) => load > 0),
  );
}
