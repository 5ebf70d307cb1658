import { element } from '../element.js';

type Mood = 'busy' | 'bad';

export interface Station {
  root: HTMLElement;
  show(text: string, mood?: Mood): void;
}

const svg = 'http://www.w3.org/2000/svg';

/** One stop of the journey. @param id also names its icon. */
export function station(id: string, name: string): Station {
  const text = element('span', { class: 'station-text', 'data-testid': `station-${id}` });
  const root = element('div', { class: `station ${id}` }, icon(id), element('strong', {}, name), text);
  return {
    root,
    show(words, mood) {
      if (text.textContent !== words) text.textContent = words;
      root.dataset['mood'] = mood ?? '';
    },
  };
}

function icon(id: string): Element {
  const picture = document.createElementNS(svg, 'svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `/icons.svg#${id}`);
  picture.append(use);
  return picture;
}
