import { drawing } from '../drawing.js';
import { element } from '../element.js';
import { dishes } from '../menu.js';

/** Waits for the next customer. */
export function createAttractScreen(begin: (way: 'here' | 'to_go') => void): HTMLElement {
  const plates = dishes.slice(0, 6).map(({ id, ground }) => {
    const plate = element('span', { class: 'plate' }, drawing(id));
    plate.style.background = ground;
    return plate;
  });
  return element(
    'section',
    { class: 'attract' },
    element('p', { class: 'brand' }, 'Fennel'),
    element('div', { class: 'plates', 'aria-hidden': 'true' }, ...plates),
    element('h1', {}, 'Hungry?', element('br'), 'Order here.'),
    element(
      'div',
      { class: 'ways' },
      element('button', { type: 'button', click: () => begin('here') }, 'Eat here'),
      element('button', { type: 'button', click: () => begin('to_go') }, 'Take away'),
    ),
    element('p', { class: 'small' }, 'Card or phone. Ready in about eight minutes.'),
  );
}
