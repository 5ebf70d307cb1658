import { element, setText } from './element.js';
import type { Snapshot } from './snapshot.js';
import { formatCount } from './words.js';

/** A part of the panel. */
export interface Section {
  node: HTMLElement;
  show(snapshot: Snapshot, now: number): void;
}

/** What a viewer can do; each ends in a new look at everything. */
export interface Actions {
  flush(): void;
  exportEvents(): void;
  requeue(ids?: readonly string[]): void;
  purge(ids?: readonly string[]): void;
}

/** A part that can be folded, with a number in its head. */
export function createFold(
  title: string,
  emptyText: string,
  ...children: readonly Element[]
): { node: HTMLDetailsElement; setCount: (count: number, tone?: string) => void } {
  const badge = element('span', { class: 'count' });
  const content = element('div', { class: 'fold-body' }, ...children);
  const empty = element('p', { class: 'empty' }, emptyText);
  const node = element('details', { class: 'fold', open: true }, element('summary', {}, element('h2', {}, title), badge), content, empty);
  return {
    node,
    setCount(count, tone = '') {
      setText(badge, formatCount(count));
      badge.className = `count ${count > 0 ? tone : ''}`;
      content.hidden = count === 0;
      empty.hidden = count > 0;
    },
  };
}
