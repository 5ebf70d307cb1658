import { drawing, element, setAttribute, setText } from './element.js';
import type { Section } from './section.js';
import { type Share, toShares, totalOf } from './shares.js';
import { formatBytes, formatCount } from './words.js';

const names: readonly Share['name'][] = ['delivered', 'pending', 'dropped', 'rejected', 'buried'];

/** Everything that was pushed on this device, and what became of it: the parts make the whole. */
export function createBalanceSection(): Section {
  const total = element('span', { class: 'total' }, '–');
  const page = element('p', { class: 'page-line' });
  const parts = names.map(createPart);
  const bar = drawing('svg', { class: 'bar', 'aria-hidden': 'true' }, ...parts.map(({ rect }) => rect));
  const node = element(
    'section',
    { class: 'balance' },
    element('h2', { class: 'sr' }, 'Events'),
    element('p', { class: 'total-line' }, total, element('span', { class: 'soft' }, ' pushed on this device')),
    bar,
    element('dl', { class: 'parts' }, ...parts.map((each) => each.node)),
    page,
  );
  return {
    node,
    show({ page: { pushed, durable, withheld }, outbox }) {
      const held = pushed - durable;
      const ofPage = [`This page: ${formatCount(pushed)} pushed`, `${formatCount(durable)} durable`];
      if (held > 0) ofPage.push(`${formatCount(held)} held in memory`);
      if (withheld > 0) ofPage.push(`${formatCount(withheld)} withheld for want of consent`);
      setText(page, ofPage.join(' · '));
      node.classList.toggle('unknown', !outbox);
      if (!outbox) return;
      const shares = toShares(outbox.counters);
      setText(total, formatCount(totalOf(shares)));
      for (const [index, share] of shares.entries()) parts[index]?.show(share, outbox.counters.pendingBytes);
    },
  };
}

function createPart(name: Share['name']): { node: HTMLElement; rect: SVGRectElement; show: (share: Share, pendingBytes: number) => void } {
  const count = element('dd', { class: 'part-count' }, '–');
  const reasons = element('dd', { class: 'part-reasons' });
  const node = element('div', { class: `part ${name}` }, element('dt', {}, name), count, reasons);
  const rect = drawing('rect', { class: name, height: '100%' });
  return {
    node,
    rect,
    show(share, pendingBytes) {
      setText(count, formatCount(share.count));
      const size = name === 'pending' && share.count > 0 ? formatBytes(pendingBytes) : '';
      setText(reasons, size || share.reasons.map(([reason, each]) => `${reason} ${formatCount(each)}`).join('\n'));
      node.classList.toggle('zero', share.count === 0);
      // Attributes of the drawing, not styles: no policy of the page forbids them.
      setAttribute(rect, 'x', `${share.from.toFixed(2)}%`);
      setAttribute(rect, 'width', `${share.width.toFixed(2)}%`);
    },
  };
}
