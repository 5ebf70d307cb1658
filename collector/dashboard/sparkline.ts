const svg = 'http://www.w3.org/2000/svg';
const width = 84;
const height = 22;

/** Counts as small bars, oldest first. A count of one stays visible beside a hundred. */
export function createSparkline(counts: readonly number[], label: string): SVGSVGElement {
  const chart = document.createElementNS(svg, 'svg');
  chart.setAttribute('viewBox', `0 0 ${width} ${height}`);
  chart.setAttribute('class', 'sparkline');
  chart.setAttribute('role', 'img');
  chart.setAttribute('aria-label', label);
  const max = Math.max(1, ...counts);
  const step = width / counts.length;
  for (const [index, count] of counts.entries()) {
    const barHeight = count === 0 ? 1 : Math.max(2.5, (count / max) * height);
    const bar = document.createElementNS(svg, 'rect');
    bar.setAttribute('class', count === 0 ? 'quiet' : 'bar');
    bar.setAttribute('x', (index * step).toFixed(2));
    bar.setAttribute('y', (height - barHeight).toFixed(2));
    bar.setAttribute('width', (step - 0.8).toFixed(2));
    bar.setAttribute('height', barHeight.toFixed(2));
    chart.append(bar);
  }
  return chart;
}
